//! Protocol Buffers as they stand in a file: fields one after the other, numbers of variable length.
//!
//! Nothing is copied and no announced length is believed before that many bytes are there, so that a file cannot ask
//! for more memory than it has bytes.

/// Why bytes are no message of the kind that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A number; what it means depends on the field.
    Number(u64),
    /// Text, bytes, a message, or numbers in a row.
    Bytes(&'a [u8]),
    /// A number of fixed length; OpenStreetMap's files have none.
    Fixed,
}

impl<'a> Value<'a> {
    /// The number, if it is one.
    pub(super) fn number(self) -> Result<u64, Malformed> {
        if let Self::Number(n) = self { Ok(n) } else { Err(Malformed("a field is no number")) }
    }

    /// The bytes, if these are some.
    pub(super) fn bytes(self) -> Result<&'a [u8], Malformed> {
        if let Self::Bytes(b) = self { Ok(b) } else { Err(Malformed("a field is no row of bytes")) }
    }

    /// The numbers in a row, if these are some.
    pub(super) fn numbers(self) -> Result<Numbers<'a>, Malformed> {
        self.bytes().map(Numbers)
    }
}

/// The fields of a message: number and value.
#[derive(Debug)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, n: u64) -> Result<&'a [u8], Malformed> {
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        let (head, rest) = self.0.split_at_checked(n).ok_or(Malformed("a field ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    fn field(&mut self) -> Result<(u64, Value<'a>), Malformed> {
        let tag = number(&mut self.0)?;
        let value = match tag & 7 {
            0 => Value::Number(number(&mut self.0)?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = number(&mut self.0)?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(Malformed("a field is of an unknown type")),
        };
        Ok((tag >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_empty()).then(|| self.field().inspect_err(|_| self.0 = &[]))
    }
}

/// Numbers in a row ("packed").
#[derive(Debug, Default)]
pub(super) struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    /// The next number, which has to be there.
    pub(super) fn demand(&mut self) -> Result<u64, Malformed> {
        self.next().unwrap_or(Err(Malformed("a row of numbers is too short")))
    }

    /// The next difference to the number before, which has to be there.
    pub(super) fn delta(&mut self) -> Result<i64, Malformed> {
        self.demand().map(zigzag)
    }
}

impl Iterator for Numbers<'_> {
    type Item = Result<u64, Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_empty()).then(|| number(&mut self.0).inspect_err(|_| self.0 = &[]))
    }
}

/// A number written with its sign in the lowest bit.
pub(super) fn zigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
}

#[inline]
fn number(bytes: &mut &[u8]) -> Result<u64, Malformed> {
    let mut n = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(Malformed("a number ends too early"))?;
        *bytes = rest;
        n |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(n);
        }
    }
    Err(Malformed("a number is too long"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read() {
        let mut row = Numbers(&[0, 1, 0xAC, 0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
        assert_eq!([row.demand(), row.demand(), row.demand(), row.demand()], [Ok(0), Ok(1), Ok(300), Ok(u64::MAX)]);
        assert!(row.demand().is_err());
        assert!(Numbers(&[0xFF; 11]).demand().is_err());
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    }

    #[test]
    fn a_length_beyond_the_end_is_an_error_and_the_last() {
        let mut fields = Fields(&[0x08, 5, 0x12, 200, 1, 0]);
        assert_eq!(fields.next(), Some(Ok((1, Value::Number(5)))));
        assert!(matches!(fields.next(), Some(Err(_))));
        assert_eq!(fields.next(), None);
    }
}
