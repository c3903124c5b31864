/// Whether a character is often what a reader makes of `<`.
pub(super) fn stands_for(char: char) -> bool {
    matches!(
        char,
        '<' | '«' | '‹' | '≤' | '{' | '(' | 'k' | 'c' | 'e' | 's' | 'x'
    )
}

/// Upper case, ASCII letters, digits and `<` only, with what stands for filler as `<`.
pub(super) fn cleaned(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '«' => line.push_str("<<"),
            '‹' | '≤' | '{' | '(' => line.push('<'),
            '<' => line.push(char),
            _ if char.is_ascii_alphanumeric() => line.push(char),
            _ => {}
        }
    }
    let line = without_noise(line);
    line.to_ascii_uppercase()
}

/// Letters that are filler misread: small ones within filler, and a run of `K` that filler leads into.
fn without_noise(line: String) -> String {
    let mut bytes = line.into_bytes();
    loop {
        let noise: Vec<usize> = (0..bytes.len())
            .filter(|&at| is_noise(&bytes, at))
            .collect();
        if noise.is_empty() {
            return String::from_utf8(bytes).expect("only ASCII was kept");
        }
        for at in noise {
            bytes[at] = b'<';
        }
    }
}

fn is_noise(line: &[u8], at: usize) -> bool {
    let run_before = line[..at]
        .iter()
        .rev()
        .take_while(|byte| **byte == b'<')
        .count();
    let run_after = line[at + 1..]
        .iter()
        .take_while(|byte| **byte == b'<')
        .count();
    let rest_is_k = line[at..]
        .iter()
        .all(|byte| matches!(byte, b'k' | b'K' | b'<'));
    let letters_k = line[at..].iter().filter(|byte| **byte != b'<').count();
    let near = |byte: Option<&u8>| matches!(byte, Some(b'<' | b'k' | b'K'));
    let neighbours_are_filler = near(line.get(at.wrapping_sub(1))) && near(line.get(at + 1));
    match line[at] {
        // No small letter is printed in a zone; these look like filler.
        b'k' | b'c' | b'e' | b's' | b'x' => run_before + run_after >= 1 || neighbours_are_filler,
        b'K' => {
            (run_before >= 2 && (run_after >= 2 || rest_is_k))
                // One K at the end of a name is a letter: Yannick, Patrick, Nowak.
                || (rest_is_k && letters_k >= 3)
        }
        b'C' | b'E' | b'S' | b'L' | b'X' => run_before >= 2 && run_after >= 2,
        _ => false,
    }
}

/// Of `length` characters: the longest run of filler is lengthened or shortened, since its length is what is
/// read worst; what has no filler is cut or padded at its end.
pub(super) fn fitted(line: &str, length: usize) -> String {
    let mut line = line.to_owned();
    let (start, run) = longest_run(&line);
    if line.len() < length {
        let at = if run >= 2 { start } else { line.len() };
        line.insert_str(at, &"<".repeat(length - line.len()));
    } else if line.len() > length {
        let surplus = (line.len() - length).min(run.saturating_sub(1));
        line.replace_range(start..start + surplus, "");
        line.truncate(length);
    }
    line
}

/// Where the longest run of `<` starts, and how long it is; of equals, the last.
fn longest_run(line: &str) -> (usize, usize) {
    let mut longest = (line.len(), 0);
    let mut at = 0;
    for piece in line.split_inclusive(|char| char != '<') {
        let run = piece.len() - usize::from(!piece.ends_with('<'));
        if run > 0 && run >= longest.1 {
            longest = (at, run);
        }
        at += piece.len();
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_filler_becomes_filler() {
        let check = |read: &str, expected| assert_eq!(cleaned(read), expected, "{read}");
        check("IDFRA BERTHIER<<<<", "IDFRABERTHIER<<<<");
        check("P‹FRASPECIMEN«NATACHA", "P<FRASPECIMEN<<NATACHA");
        check("MARTIN<<MAELYS<<kkk<ck", "MARTIN<<MAELYS<<<<<<<<");
        check("MARTIN<<MAELYS<<<KKK<K", "MARTIN<<MAELYS<<<<<<<<");
        check("MARTIN<<MAELYSKKKKKKKK", "MARTIN<<MAELYS<<<<<<<<");
        check("MARTIN<<PATRICK<<<<<<<", "MARTIN<<PATRICK<<<<<<<");
        check("NOWAK<<MAREK<<<<<<<<<K", "NOWAK<<MAREK<<<<<<<<<<");
        check("DUPONT<<<<S<<<<C<<<", "DUPONT<<<<<<<<<<<<<");
        check("KACK<<ELSE<K", "KACK<<ELSE<K");
        check("9007138F3002119FRA<(<.-<6", "9007138F3002119FRA<<<<6");
    }

    #[test]
    fn the_longest_filler_gives_or_takes() {
        let check = |line: &str, length, expected: &str| {
            assert_eq!(fitted(line, length), expected, "{line}");
        };
        check(
            "9007138F3002119FRA<<<<<6",
            30,
            "9007138F3002119FRA<<<<<<<<<<<6",
        );
        check(
            "9007138F3002119FRA<<<<<<<<<<<<<<<6",
            30,
            "9007138F3002119FRA<<<<<<<<<<<6",
        );
        check("MARTIN<<MAELYS<<<", 20, "MARTIN<<MAELYS<<<<<<");
        check("ABC", 5, "ABC<<");
        check("ABCDEF", 5, "ABCDE");
    }
}
