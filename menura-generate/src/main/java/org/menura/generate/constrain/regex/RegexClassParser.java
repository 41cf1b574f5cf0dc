package org.menura.generate.constrain.regex;

import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.CodePoints;

/** Reads the sets of characters of a regular expression: classes in brackets, and escapes. */
final class RegexClassParser {
    private final RegexScanner in;
    private final Dialect dialect;

    RegexClassParser(RegexScanner in, Dialect dialect) {
        this.in = in;
        this.dialect = dialect;
    }

    /** A class in brackets, whose opening one is taken. */
    CodePoints parse(boolean anyCase, boolean unicode) {
        int at = in.position() - 1;
        boolean negated = in.take('^');
        CodePoints set = CodePoints.NONE;
        boolean first = dialect == Dialect.PYTHON;
        while (true) {
            if (in.atEnd()) {
                throw in.error("a class that is not closed", at);
            }
            if (in.peek() == ']' && !first) {
                in.next();
                break;
            }
            first = false;
            boolean shorthand = in.peek() == '\\' && isShorthand(in.peekSecond());
            CodePoints part = item(unicode);
            if (!in.atEnd() && in.peek() == '-' && in.peekSecond() != ']' && in.peekSecond() != -1) {
                part = range(part, unicode);
            }
            set = set.or(anyCase && !shorthand ? CaseFolding.close(part) : part);
        }
        return negated ? set.not() : set;
    }

    /** Whether an escape stands for digits, words, spaces or what is none, which are the same in any case. */
    static boolean isShorthand(int letter) {
        return "dDwWsS".indexOf(letter) >= 0;
    }

    private CodePoints range(CodePoints low, boolean unicode) {
        int at = in.position();
        in.next();
        CodePoints high = item(unicode);
        if (low.size() != 1 || high.size() != 1) {
            if (dialect == Dialect.PYTHON) {
                throw in.error("a range whose end is a class", at);
            }
            return low.or(high).or(CodePoints.of('-'));
        }
        if (low.first() > high.first()) {
            throw in.error("a range whose ends are the wrong way round", at);
        }
        return CodePoints.range(low.first(), high.first());
    }

    private CodePoints item(boolean unicode) {
        int at = in.position();
        int c = in.next();
        if (c == '[' && !in.atEnd() && in.peek() == ':') {
            CodePoints posix = posix();
            if (posix != null) {
                return posix;
            }
        }
        if (c != '\\') {
            return character(c, at);
        }
        if (in.atEnd()) {
            throw in.error("a class that is not closed", at);
        }
        if (in.peek() == 'b') {
            in.next();
            return CodePoints.of('\b');
        }
        return escape(at, unicode);
    }

    private @Nullable CodePoints posix() {
        int start = in.position();
        in.next();
        boolean negated = in.take('^');
        StringBuilder name = new StringBuilder();
        while (!in.atEnd() && in.peek() >= 'a' && in.peek() <= 'z') {
            name.append((char) in.next());
        }
        if (in.startsWith(":]")) {
            CodePoints set = CharacterClasses.posix(name.toString());
            if (set != null) {
                in.next();
                in.next();
                return negated ? set.not() : set;
            }
        }
        in.back(start);
        return null;
    }

    private CodePoints character(int c, int at) {
        if (c >= 0xD800 && c < 0xE000) {
            throw in.error("half of a surrogate pair", at);
        }
        return CodePoints.of(c);
    }

    /** An escape that stands for characters, whose backslash is taken. */
    CodePoints escape(int at, boolean unicode) {
        int c = in.next();
        return switch (c) {
            case 'd' -> CharacterClasses.digits(unicode);
            case 'D' -> CharacterClasses.digits(unicode).not();
            case 'w' -> CharacterClasses.words(unicode);
            case 'W' -> CharacterClasses.words(unicode).not();
            case 's' -> CharacterClasses.spaces(unicode, dialect);
            case 'S' -> CharacterClasses.spaces(unicode, dialect).not();
            case 'p', 'P' -> property(c == 'P', at);
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'v' -> CodePoints.of(0x0B);
            case 'a' -> CodePoints.of(7);
            case 'e' -> CodePoints.of(0x1B);
            case 'c' -> control(at);
            case 'x' -> character(in.take('{') ? braced(at) : in.hex(2, at), at);
            case 'u' -> utf16(at);
            case 'U' -> character(valid(in.hex(8, at), at), at);
            case 'N' -> name(at);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c, at);
            default -> {
                if (c < 128 && Character.isLetterOrDigit(c)) {
                    throw in.error("the escape \\%c, which is not known".formatted(c), at);
                }
                yield character(c, at);
            }
        };
    }

    private CodePoints control(int at) {
        int c = in.atEnd() ? 0 : in.next();
        if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
            return CodePoints.of(c & 31);
        }
        throw in.error("\\c without a letter", at);
    }

    private int braced(int at) {
        String digits = in.until('}');
        if (!digits.matches("[0-9a-fA-F]{1,8}")) {
            throw in.error("an escape without hexadecimal digits between its braces", at);
        }
        return valid(Integer.parseUnsignedInt(digits, 16), at);
    }

    private int valid(int codePoint, int at) {
        if (codePoint < 0 || codePoint > Character.MAX_CODE_POINT) {
            throw in.error("an escape beyond the last code point, 10FFFF", at);
        }
        return codePoint;
    }

    /** Four hexadecimal digits, twice for a pair of surrogates, or any number of them in braces. */
    private CodePoints utf16(int at) {
        if (in.take('{')) {
            return character(braced(at), at);
        }
        int c = in.hex(4, at);
        if (c >= 0xD800 && c < 0xDC00 && in.startsWith("\\u")) {
            int back = in.position();
            in.next();
            in.next();
            if (in.hasHex(4)) {
                int low = in.hex(4, at);
                if (low >= 0xDC00 && low < 0xE000) {
                    return CodePoints.of(Character.toCodePoint((char) c, (char) low));
                }
            }
            in.back(back);
        }
        return character(c, at);
    }

    private CodePoints name(int at) {
        if (in.take('{')) {
            try {
                return CodePoints.of(Character.codePointOf(in.until('}')));
            } catch (IllegalArgumentException e) {
                throw in.error("the name of a character that is not known", at);
            }
        }
        throw in.error("the escape \\N, which is not known", at);
    }

    private CodePoints octal(int first, int at) {
        int value = first - '0';
        for (int i = 0; i < 2 && !in.atEnd() && in.peek() >= '0' && in.peek() <= '7'; i++) {
            value = value * 8 + in.next() - '0';
        }
        return character(value, at);
    }

    private CodePoints property(boolean negated, int at) {
        String name;
        if (in.take('{')) {
            name = in.until('}');
        } else if (in.atEnd()) {
            throw in.error("\\p without a property", at);
        } else {
            name = Character.toString(in.next());
        }
        boolean not = negated;
        if (name.startsWith("^")) {
            not = !not;
            name = name.substring(1);
        }
        CodePoints set = CharacterClasses.property(name);
        if (set == null) {
            throw in.error("the property of Unicode \"%s\", which is not known".formatted(name), at);
        }
        return not ? set.not() : set;
    }
}
