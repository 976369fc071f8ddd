//! Vectorscan (or Hyperscan, which has the same interface): `libhs.so.5`, looked
//! for when this runs, so that nothing of it is needed to build.
#![expect(unsafe_code, reason = "a library of C")]

use std::ffi::{CStr, CString, c_char, c_int, c_uint, c_ulonglong, c_void};
use std::ptr;

use libloading::Library;

use super::{Engine, Kind, peer_rules};

const LIBRARY: &str = "libhs.so.5";
const MODE_BLOCK: c_uint = 1;
const FLAG_UTF8: c_uint = 32;

type OnMatch = extern "C" fn(c_uint, c_ulonglong, c_ulonglong, c_uint, *mut c_void) -> c_int;
type Compile = unsafe extern "C" fn(
    *const *const c_char,
    *const c_uint,
    *const c_uint,
    c_uint,
    c_uint,
    *const c_void,
    *mut *mut c_void,
    *mut *mut CompileError,
) -> c_int;
type AllocScratch = unsafe extern "C" fn(*const c_void, *mut *mut c_void) -> c_int;
type Scan = unsafe extern "C" fn(
    *const c_void,
    *const c_char,
    c_uint,
    c_uint,
    *mut c_void,
    OnMatch,
    *mut c_void,
) -> c_int;
type Version = unsafe extern "C" fn() -> *const c_char;

#[repr(C)]
struct CompileError {
    message: *mut c_char,
    expression: c_int,
}

/// A compiled database and what scans with it. Lives as long as the program:
/// nothing is given back.
struct Database {
    scan: Scan,
    database: *const c_void,
    scratch: *mut c_void,
    /// Keeps `scan` where it is.
    _library: Library,
}

/// Block mode without start of match, its fastest: every end of every rule is a result.
pub(super) fn block(name: &str) -> Result<Engine, String> {
    let fault = |error: libloading::Error| format!("{name}: {error}; Debian has it in libvectorscan5");
    // SAFETY: the library's initialisers only look at the processor.
    let library = unsafe { Library::new(LIBRARY) }.map_err(fault)?;
    // SAFETY: the types above are those of hs_compile.h and hs_runtime.h, version 5.
    let (compile, alloc, scan, version) = unsafe {
        (
            *library.get::<Compile>(b"hs_compile_multi\0").map_err(fault)?,
            *library.get::<AllocScratch>(b"hs_alloc_scratch\0").map_err(fault)?,
            *library.get::<Scan>(b"hs_scan\0").map_err(fault)?,
            *library.get::<Version>(b"hs_version\0").map_err(fault)?,
        )
    };
    let rules: Vec<(&str, &str)> = peer_rules().collect();
    let patterns = rules.iter().map(|(_, pattern)| CString::new(*pattern));
    let patterns: Vec<CString> =
        patterns.collect::<Result<_, _>>().map_err(|error| format!("{name}: {error}"))?;
    let pointers: Vec<*const c_char> = patterns.iter().map(|pattern| pattern.as_ptr()).collect();
    let flags: Vec<c_uint> =
        rules.iter().map(|(_, pattern)| if pattern.is_ascii() { 0 } else { FLAG_UTF8 }).collect();
    let ids: Vec<c_uint> = (0..rules.len() as c_uint).collect();
    let (mut database, mut scratch, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: three lists of one length and their length; pointers to write results to.
    let status = unsafe {
        let (len, out) = (rules.len() as c_uint, &raw mut database);
        let lists = (pointers.as_ptr(), flags.as_ptr(), ids.as_ptr());
        compile(lists.0, lists.1, lists.2, len, MODE_BLOCK, ptr::null(), out, &raw mut error)
    };
    if status != 0 {
        return Err(format!("{name}: {}", refusal(error, &rules)));
    }
    // SAFETY: a database that was just compiled, and an empty scratch to make.
    if unsafe { alloc(database, &raw mut scratch) } != 0 {
        return Err(format!("{name}: no memory for its scratch"));
    }
    // SAFETY: a constant of the library, ended by a zero.
    let version = unsafe { CStr::from_ptr(version()) }.to_string_lossy().into_owned();
    let version = version.split(' ').next().unwrap_or_default().to_owned();
    let database = Database { scan, database, scratch, _library: library };
    Ok(Engine {
        name: name.to_owned(),
        rules: format!("{} patterns, {version}", rules.len()),
        kind: Kind::Peer,
        run: Box::new(move |text| Some(database.count(text))),
    })
}

fn refusal(error: *mut CompileError, rules: &[(&str, &str)]) -> String {
    // SAFETY: compilation failed, so the library made an error, with a message ended by a zero.
    let (message, expression) = unsafe {
        let Some(error) = error.as_ref() else { return "does not compile".to_owned() };
        (CStr::from_ptr(error.message).to_string_lossy().into_owned(), error.expression)
    };
    let rule = usize::try_from(expression).ok().and_then(|index| rules.get(index));
    format!("rule `{}`: {message}", rule.map_or("?", |(name, _)| name))
}

extern "C" fn count_match(_: c_uint, _: c_ulonglong, _: c_ulonglong, _: c_uint, seen: *mut c_void) -> c_int {
    // SAFETY: `Database::count` passes a pointer to its own counter, and nobody else holds one.
    unsafe { *seen.cast::<usize>() += 1 };
    0
}

impl Database {
    fn count(&self, text: &[u8]) -> usize {
        let mut seen = 0usize;
        let len = c_uint::try_from(text.len()).expect("a piece is below 4 GiB");
        // SAFETY: text and length belong together; the scratch is of this database and used by one
        // thread, because a raw pointer keeps `Database` on the thread it was made on.
        unsafe {
            let context = (&raw mut seen).cast();
            (self.scan)(self.database, text.as_ptr().cast(), len, 0, self.scratch, count_match, context);
        }
        seen
    }
}
