//! What goes through the pipe: a length in four bytes, the highest first, then as many bytes.

use std::io::{self, ErrorKind, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub(super) fn write(pipe: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    pipe.write_all(&header(bytes)?)?;
    pipe.write_all(bytes)
}

/// `None` at the end of the pipe.
pub(super) fn read(pipe: &mut impl Read, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
    let mut header = [0; 4];
    match pipe.read_exact(&mut header) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut bytes = vec![0; checked(header, bytes_max)?];
    pipe.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

pub(super) async fn send(pipe: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    pipe.write_all(&header(bytes)?).await?;
    pipe.write_all(bytes).await?;
    pipe.flush().await
}

/// An error of kind `FileTooLarge` for more than `bytes_max`.
pub(super) async fn receive(
    pipe: &mut (impl AsyncRead + Unpin),
    bytes_max: usize,
) -> io::Result<Vec<u8>> {
    let mut header = [0; 4];
    pipe.read_exact(&mut header).await?;
    let mut bytes = vec![0; checked(header, bytes_max)?];
    pipe.read_exact(&mut bytes).await?;
    Ok(bytes)
}

fn header(bytes: &[u8]) -> io::Result<[u8; 4]> {
    let length = u32::try_from(bytes.len()).map_err(|_| ErrorKind::FileTooLarge)?;
    Ok(length.to_be_bytes())
}

fn checked(header: [u8; 4], bytes_max: usize) -> io::Result<usize> {
    let length = u32::from_be_bytes(header) as usize;
    if length > bytes_max {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_is_read_back_as_it_was_written() {
        for bytes in [&b""[..], b"a", &vec![0; 70_000]] {
            let mut pipe = Vec::new();
            write(&mut pipe, bytes).unwrap();
            send(&mut pipe, bytes).await.unwrap();
            let mut pipe = &pipe[..];
            assert_eq!(read(&mut pipe, 70_000).unwrap().unwrap(), bytes);
            assert_eq!(receive(&mut pipe, 70_000).await.unwrap(), bytes);
            assert_eq!(read(&mut pipe, 70_000).unwrap(), None);
        }
    }

    #[tokio::test]
    async fn a_frame_that_claims_too_much_is_refused_before_it_is_read() {
        let claims = [0xff; 4];
        let kind = read(&mut &claims[..], 100).unwrap_err().kind();
        assert_eq!(kind, ErrorKind::FileTooLarge);
        let kind = receive(&mut &claims[..], 100).await.unwrap_err().kind();
        assert_eq!(kind, ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_frame_that_is_cut_off_is_an_error() {
        let kind = read(&mut &[0, 0, 0, 2, 1][..], 100).unwrap_err().kind();
        assert_eq!(kind, ErrorKind::UnexpectedEof);
    }
}
