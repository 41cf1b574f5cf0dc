package org.menura.data.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.menura.format.FormatException;

/**
 * Finds the identifiers of Python by its lexical rules (The Python Language Reference, chapter 2): names outside of
 * strings and comments that are no keywords. {@code match}, {@code case} and {@code type} are keywords where a statement
 * begins with them that can be no other. Names within the braces of f-strings belong to the string.
 */
final class PythonIdentifiers {
    private static final Set<String> KEYWORDS = Set.of(
            "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
            "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
            "not", "or", "pass", "raise", "return", "try", "while", "with", "yield");
    private static final Set<String> PREFIXES =
            Set.of("", "r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt");

    private final String code;
    private final List<Identifier> found = new ArrayList<>();
    private int at;
    private int depth;
    private boolean statement = true;

    private PythonIdentifiers(String code) {
        this.code = code;
    }

    /** Finds all identifiers; throws {@link FormatException} where a string or bracket never ends. */
    static List<Identifier> of(String code) {
        PythonIdentifiers p = new PythonIdentifiers(code);
        while (p.at < code.length()) {
            p.next();
        }
        if (p.depth != 0) {
            throw new FormatException("no Python: %s"
                    .formatted(p.depth > 0 ? "a bracket is never closed" : "a bracket is closed that was never opened"));
        }
        return p.found;
    }

    private void next() {
        int c = code.codePointAt(at);
        if (c == '#') {
            at = lineEnd(at);
        } else if (c == '"' || c == '\'') {
            string();
        } else if (isNameStart(c)) {
            name();
        } else if (c >= '0' && c <= '9') {
            number();
            statement = false;
        } else {
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (c == '\\') {
                at++; // a line that goes on
            } else if (c == '\n' || c == ';') {
                statement |= depth == 0;
            } else if (c == ':' && depth == 0) {
                statement = true;
            } else if (!Character.isWhitespace(c)) {
                statement = false;
            }
            at = Math.min(code.length(), at + Character.charCount(c));
        }
    }

    private static boolean isNameStart(int c) {
        return c == '_' || Character.isUnicodeIdentifierStart(c);
    }

    private static boolean isNamePart(int c) {
        return c == '_' || Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    }

    private int lineEnd(int from) {
        int end = code.indexOf('\n', from);
        return end < 0 ? code.length() : end;
    }

    private int nameEnd(int from) {
        int i = from;
        while (i < code.length() && isNamePart(code.codePointAt(i))) {
            i += Character.charCount(code.codePointAt(i));
        }
        return i;
    }

    private void name() {
        int start = at;
        at = nameEnd(at);
        String name = code.substring(start, at);
        boolean quoted = at < code.length() && (code.charAt(at) == '"' || code.charAt(at) == '\'');
        if (quoted && PREFIXES.contains(name.toLowerCase(Locale.ROOT))) {
            string();
            return;
        }
        boolean soft = statement
                && switch (name) {
                    case "match", "case" -> beginsBlock();
                    case "type" -> namesType();
                    default -> false;
                };
        statement = false;
        if (!soft && !KEYWORDS.contains(name)) {
            found.add(new Identifier(start, at, name));
        }
    }

    /** Passes over a quoted text; also in raw ones a backslash keeps a quote from ending it. */
    private void string() {
        int start = at;
        String quote = code.substring(at, at + 1);
        String end = code.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
        int i = at + end.length();
        while (i < code.length() && !code.startsWith(end, i)) {
            if (end.length() == 1 && code.charAt(i) == '\n') {
                break;
            }
            i += code.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= code.length() || !code.startsWith(end, i)) {
            long line = 1 + code.substring(0, start).chars().filter(c -> c == '\n').count();
            throw new FormatException("no Python: the string that begins in line %d never ends".formatted(line));
        }
        at = i + end.length();
        statement = false;
    }

    private void number() {
        while (at < code.length()) {
            char c = code.charAt(at);
            boolean sign = (c == '+' || c == '-') && "eE".indexOf(code.charAt(at - 1)) >= 0 && !hexadecimal();
            if (!sign && c != '.' && !isNamePart(c)) {
                return;
            }
            at++;
        }
    }

    private boolean hexadecimal() {
        int i = at;
        while (i > 0 && isNamePart(code.charAt(i - 1))) {
            i--;
        }
        return code.startsWith("0x", i) || code.startsWith("0X", i);
    }

    /** Whether what follows is a subject or pattern and a colon: {@code match x:}, never {@code match = 1}. */
    private boolean beginsBlock() {
        int i = passBlanks(at);
        if (i >= code.length() || "=.,:)]};+*/%&|^<>@!\n#".indexOf(code.charAt(i)) >= 0 && code.charAt(i) != '*') {
            return false;
        }
        int open = 0;
        for (; i < code.length(); i++) {
            char c = code.charAt(i);
            open += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (c == ':' && open == 0) {
                return passBlanks(i + 1) >= lineEnd(i + 1) || code.charAt(passBlanks(i + 1)) == '#' || isCase();
            }
            if (c == '\n' && open == 0) {
                return false;
            }
        }
        return false;
    }

    private boolean isCase() {
        return code.startsWith("case", at - 4);
    }

    /** Whether a name and an equals sign or type parameters follow, as in {@code type Row = list[int]}. */
    private boolean namesType() {
        int i = passBlanks(at);
        if (i >= code.length() || !isNameStart(code.codePointAt(i))) {
            return false;
        }
        int behind = passBlanks(nameEnd(i));
        return behind < code.length() && (code.charAt(behind) == '=' || code.charAt(behind) == '[');
    }

    private int passBlanks(int from) {
        int i = from;
        while (i < code.length() && (code.charAt(i) == ' ' || code.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }
}
