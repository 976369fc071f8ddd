//! XML and HTML: text, attributes and comments between tags that stay.
//!
//! A lexer, no parser: a tag that nobody opened or closed is no fault, and a `<`
//! that begins no tag is text.

use super::token::{Role, Syntax, TOKEN_LIMIT, Token, cut, part, run};
use super::track::{DEPTH_LIMIT, text_of};

/// Cuts marked-up text into tokens.
#[derive(Debug)]
pub(super) struct Xml {
    html: bool,
    state: State,
    /// The element whose content is no markup, while in one.
    raw: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Text,
    /// In something whose content of so many bytes is followed by an end of so many.
    Content(usize, Syntax, usize),
    End(usize),
    /// Within a tag; whether `=` was the last thing seen.
    Tag(bool),
    /// In an attribute of so many bytes in these quotes.
    Attribute(usize, u8),
    Quote,
}

/// Elements of HTML whose content is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Elements of HTML that have no content and no end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

impl Xml {
    pub(super) fn new(html: bool) -> Self {
        Self { html, state: State::Text, raw: None }
    }

    pub(super) fn next(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        match self.state {
            State::Text => self.text(rest, complete),
            State::Content(len, syntax, end) => {
                self.state = State::End(end);
                let role = if syntax == Syntax::Cdata { Role::Value } else { Role::None };
                Some(Token::new(len, syntax, role))
            }
            State::End(len) => {
                self.state = State::Text;
                Some(Token::markup(len))
            }
            State::Tag(equals) => self.tag(rest, complete, equals),
            State::Attribute(len, quote) => {
                self.state = State::Quote;
                Some(Token::new(len, Syntax::XmlAttribute(quote), Role::Value))
            }
            State::Quote => {
                self.state = State::Tag(false);
                Some(Token::markup(1))
            }
        }
    }

    fn text(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        if rest.first() == Some(&b'<') {
            let enough = complete || rest.len() >= TOKEN_LIMIT;
            match self.markup(rest, enough) {
                Step::More => return None,
                Step::Token(token) => return Some(token),
                Step::None => {}
            }
        }
        let raw = self.raw.filter(|name| matches!(*name, "script" | "style"));
        let syntax = if raw.is_some() { Syntax::Text } else { Syntax::XmlText };
        let end = memchr::memchr(b'<', rest.get(1..).unwrap_or_default()).map(|found| found + 1);
        match end {
            Some(end) => Some(Token::new(end, syntax, Role::Value)),
            None if complete => Some(Token::new(rest.len(), syntax, Role::Value)),
            None if rest.len() >= TOKEN_LIMIT => Some(Token::new(cut(rest), syntax, Role::Value)),
            None => None,
        }
    }

    /// What the `<` at the start of `rest` begins; with `enough`, more will not come.
    fn markup(&mut self, rest: &[u8], enough: bool) -> Step {
        let more = |step| if enough { Step::None } else { step };
        if let Some(name) = self.raw {
            let end = rest.get(..name.len() + 2).unwrap_or(rest);
            let head = end.get(2..).unwrap_or_default();
            let expected = part(name.as_bytes(), 0..head.len());
            if !end.starts_with(b"</") && end.len() > 1 || !head.eq_ignore_ascii_case(expected) {
                return Step::None;
            }
            if end.len() < name.len() + 2 {
                return more(Step::More);
            }
            self.raw = None;
        }
        for (open, close, syntax) in [
            (&b"<!--"[..], &b"-->"[..], Syntax::XmlOpaque),
            (b"<![CDATA[", b"]]>", Syntax::Cdata),
            (b"<?", b"?>", Syntax::XmlOpaque),
        ] {
            if let Some(content) = rest.strip_prefix(open) {
                let Some(len) = memchr::memmem::find(content, close) else { return unclosed(rest, enough) };
                self.state = State::Content(len, syntax, close.len());
                return Step::Token(Token::markup(open.len()));
            }
            if open.starts_with(rest) && !enough {
                return Step::More;
            }
        }
        match rest.get(1) {
            None => more(Step::More),
            Some(b'!') => self.declaration(rest, enough),
            Some(b'/') => {
                let name = run(rest.get(2..).unwrap_or_default(), is_name);
                let after = rest.get(2 + name..).unwrap_or_default();
                let spaces = run(after, |byte| byte.is_ascii_whitespace());
                match after.get(spaces) {
                    None => more(Step::More),
                    Some(b'>') if name > 0 => Step::Token(Token::sign(3 + name + spaces, Role::EndTag)),
                    _ => Step::None,
                }
            }
            Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'_' | 0x80..) => {
                let name = run(rest.get(1..).unwrap_or_default(), is_name);
                match rest.get(1 + name) {
                    None => more(Step::More),
                    Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n') => {
                        match closes(rest.get(1 + name..).unwrap_or_default()) {
                            None => return unclosed(rest, enough),
                            Some(false) => return Step::None,
                            Some(true) => {}
                        }
                        self.state = State::Tag(false);
                        if self.html {
                            let name = part(rest, 1..1 + name);
                            self.raw = RAW.into_iter().find(|raw| name.eq_ignore_ascii_case(raw.as_bytes()));
                        }
                        Step::Token(Token::sign(1 + name, Role::Tag))
                    }
                    _ => Step::None,
                }
            }
            _ => Step::None,
        }
    }

    /// `<!DOCTYPE …>`, whose declarations may hold text.
    fn declaration(&mut self, rest: &[u8], enough: bool) -> Step {
        let subset = memchr::memchr2(b'[', b'>', rest).filter(|at| rest.get(*at) == Some(&b'['));
        let end = match subset {
            None => memchr::memchr(b'>', rest),
            Some(open) => {
                let inner = rest.get(open..).unwrap_or_default();
                memchr::memchr_iter(b']', inner).map(|at| open + at).find_map(|close| {
                    let after = rest.get(close + 1..).unwrap_or_default();
                    let spaces = run(after, |byte| byte.is_ascii_whitespace());
                    (after.get(spaces) == Some(&b'>')).then_some(close + 1 + spaces)
                })
            }
        };
        match end {
            Some(end) => {
                self.state = State::Content(end - 2, Syntax::XmlText, 1);
                Step::Token(Token::markup(2))
            }
            None => unclosed(rest, enough),
        }
    }

    fn tag(&mut self, rest: &[u8], complete: bool, equals: bool) -> Option<Token> {
        let byte = *rest.first()?;
        match byte {
            b'>' => {
                self.state = State::Text;
                Some(Token::sign(1, Role::TagEnd))
            }
            b'/' if !equals => match rest.get(1) {
                None if !complete => None,
                Some(b'>') => {
                    self.state = State::Text;
                    self.raw = None;
                    Some(Token::sign(2, Role::TagEmpty))
                }
                _ => Some(Token::markup(1)),
            },
            b'=' => {
                self.state = State::Tag(true);
                Some(Token::markup(1))
            }
            _ if byte.is_ascii_whitespace() => {
                Some(Token::markup(run(rest, |byte| byte.is_ascii_whitespace())))
            }
            b'"' | b'\'' if equals => {
                // `closes` saw that the quote has its twin, or that the tag ends anyway.
                let end = memchr::memchr(byte, rest.get(1..).unwrap_or_default());
                match end {
                    Some(len) => {
                        self.state = State::Attribute(len, byte);
                        Some(Token::markup(1))
                    }
                    None if !complete && rest.len() < TOKEN_LIMIT => None,
                    None => {
                        self.state = State::Text;
                        Some(Token::new(cut(rest), Syntax::XmlText, Role::Value))
                    }
                }
            }
            _ => {
                let len = run(rest, |byte| {
                    !byte.is_ascii_whitespace() && byte != b'>' && (equals || byte != b'=' && byte != b'/')
                });
                if len == rest.len() && !complete && len < TOKEN_LIMIT {
                    return None;
                }
                self.state = State::Tag(false);
                let len = len.max(1);
                Some(match equals {
                    true => Token::new(len, Syntax::HtmlBare, Role::Value),
                    false => Token::new(len, Syntax::XmlName, Role::Key),
                })
            }
        }
    }
}

/// Whether a tag that goes on with `rest` has an end; `None` when `rest` does not say. A `<` before it is
/// none of a tag, but in quotes.
fn closes(rest: &[u8]) -> Option<bool> {
    let mut quote = None;
    for byte in rest {
        match (quote, byte) {
            (None, b'>') => return Some(true),
            (None, b'<') => return Some(false),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// What has no end is text as far as one can see, so that nothing is looked through twice.
fn unclosed(rest: &[u8], enough: bool) -> Step {
    if enough { Step::Token(Token::new(cut(rest), Syntax::XmlText, Role::Value)) } else { Step::More }
}

enum Step {
    Token(Token),
    More,
    /// It begins nothing: text.
    None,
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | 0x80..)
}

/// Follows which element and attribute text is in.
#[derive(Debug, Default)]
pub(super) struct Tags {
    html: bool,
    open: Vec<Element>,
    deeper: usize,
    path: String,
    /// Whether a tag goes by, and its attribute.
    in_tag: bool,
    attribute: Option<String>,
}

#[derive(Debug)]
struct Element {
    name: String,
    /// What an attribute says the content is.
    says: String,
    /// How long the path was before.
    base: usize,
}

/// Attributes that name the content of their element.
const NAMING: [&str; 9] =
    ["name", "key", "field", "label", "property", "itemprop", "id", "column", "data-field"];

impl Tags {
    pub(super) fn new(html: bool) -> Self {
        Self { html, ..Self::default() }
    }

    pub(super) fn see(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::Tag => {
                let mut name = text_of(part(text, 1..text.len()));
                if self.html {
                    name.make_ascii_lowercase();
                }
                self.in_tag = true;
                self.attribute = None;
                if self.open.len() >= DEPTH_LIMIT {
                    self.deeper += 1;
                    return;
                }
                let base = self.path.len();
                self.path.push('/');
                self.path.push_str(&name);
                self.open.push(Element { name, says: String::new(), base });
            }
            Role::TagEnd => {
                self.end_tag();
                let void = self.html && self.open.last().is_some_and(|open| VOID.contains(&&*open.name));
                if void && self.deeper == 0 {
                    self.close();
                }
            }
            Role::TagEmpty => {
                self.end_tag();
                self.close();
            }
            Role::EndTag => {
                if self.deeper > 0 {
                    self.deeper -= 1;
                    return;
                }
                let name = text.get(2..text.len().saturating_sub(1)).unwrap_or_default().trim_ascii();
                let same = |open: &Element| match self.html {
                    true => open.name.as_bytes().eq_ignore_ascii_case(name),
                    false => open.name.as_bytes() == name,
                };
                // An end that matches nothing open ends nothing; what it passes by was never closed.
                if let Some(at) = self.open.iter().rposition(same) {
                    while self.open.len() > at {
                        self.close();
                    }
                }
            }
            Role::Key if self.in_tag => self.attribute = Some(text_of(text)),
            Role::Value if self.in_tag => {
                let naming = self.attribute.as_deref().is_some_and(|attribute| {
                    NAMING.iter().any(|name| local(attribute).eq_ignore_ascii_case(name))
                });
                if let Some(element) =
                    self.open.last_mut().filter(|element| naming && element.says.is_empty())
                {
                    element.says = text_of(text);
                }
            }
            _ => {}
        }
    }

    fn end_tag(&mut self) {
        self.in_tag = false;
        self.attribute = None;
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(element) = self.open.pop() {
            self.path.truncate(element.base);
        }
    }

    pub(super) fn label(&self) -> Option<&str> {
        let element = self.open.last()?;
        let own = || if element.says.is_empty() { local(&element.name) } else { &element.says };
        Some(match self.attribute.as_deref().map(local) {
            Some(attribute) if !matches!(attribute, "value" | "content" | "data") => attribute,
            _ => own(),
        })
    }

    /// `/order/customer/phone`, with `/@name` for an attribute.
    pub(super) fn path(&self) -> String {
        match &self.attribute {
            Some(attribute) => format!("{}/@{attribute}", self.path),
            None => self.path.clone(),
        }
    }
}

/// A name without its namespace.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
