//! What every request and every answer go through.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::fault::Fault;

/// No outside request, no inline script or style, no frame. Personal pages are not kept by the browser:
/// desks are shared (CNIL, 2021, social-sector kit).
pub(crate) async fn strict_headers(request: Request, next: Next) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
        connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A request that changes something must come from our own pages. Browsers say where it comes from in
/// `Sec-Fetch-Site`, older ones in `Origin`; programs send neither and hold no cookie by accident. The
/// same rule as Go's `http.CrossOriginProtection`; the cookie's `SameSite=Strict` is the second lock.
pub(crate) async fn same_site_only(request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || comes_from_us(request.headers()) {
        next.run(request).await
    } else {
        Fault::CrossSite.into_response()
    }
}

fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let host = text(header::HOST);
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    host.is_some() && origin.map(|(_, host)| host) == host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_change_something() {
        let check = |pairs: &[(&'static str, &'static str)], expected: bool| {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(name, value)| {
                    (
                        header::HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    )
                })
                .collect();
            assert_eq!(comes_from_us(&headers), expected, "{pairs:?}");
        };
        check(&[("host", "a.fr")], true);
        check(&[("host", "a.fr"), ("sec-fetch-site", "same-origin")], true);
        check(&[("host", "a.fr"), ("sec-fetch-site", "none")], true);
        check(&[("host", "a.fr"), ("sec-fetch-site", "same-site")], false);
        check(&[("host", "a.fr"), ("sec-fetch-site", "cross-site")], false);
        check(&[("host", "a.fr:80"), ("origin", "http://a.fr:80")], true);
        check(&[("host", "a.fr"), ("origin", "http://b.fr")], false);
        check(&[("host", "a.fr"), ("origin", "null")], false);
        check(&[("origin", "http://b.fr")], false);
    }
}
