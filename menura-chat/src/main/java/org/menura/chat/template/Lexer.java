package org.menura.chat.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.chat.template.Token.Kind;
import org.menura.format.FormatException;
import org.menura.format.python.PythonEscapes;
import org.menura.format.python.PythonText;

/**
 * Splits a template into tokens, with Jinja2's whitespace control: what {@link Dialect} says of {@code trim_blocks},
 * {@code lstrip_blocks} and a newline at the end of the template; {@code -} strips more, {@code +} keeps.
 */
final class Lexer {
    private static final Pattern RAW_BEGIN = unicode("\\{%[-+]?\\s*raw\\s*(?:-%\\}\\s*|%\\})");
    private static final Pattern RAW_END = unicode("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)");
    private static final Pattern RAW_END_UNTRIMMED = unicode("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\})");
    private static final Pattern NAME = unicode("\\w+");
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private final String source;
    private final Dialect dialect;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private boolean lineStart = true;

    private Lexer(String source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    private static Pattern unicode(String regex) {
        return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
    }

    /** The tokens of {@code source}, ended by one of kind {@link Kind#END}. */
    static List<Token> tokenize(String source, Dialect dialect) {
        String text = source.replace("\r\n", "\n").replace('\r', '\n');
        if (text.endsWith("\n") && !dialect.keepsEnd()) {
            text = text.substring(0, text.length() - 1);
        }
        return new Lexer(text, dialect).run();
    }

    private List<Token> run() {
        while (position < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                add(Kind.DATA, source.substring(position));
                break;
            }
            char type = source.charAt(tag + 1);
            Matcher raw = type == '%' ? matcher(RAW_BEGIN, tag) : null;
            boolean isRaw = raw != null && raw.lookingAt();
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            String text = strip(source.substring(position, tag), sign, type != '{');
            if (!text.isEmpty()) {
                add(Kind.DATA, text);
            }
            boolean signed = sign == '-' || sign == '+';
            moveTo(isRaw && raw != null ? raw.end() : tag + (signed ? 3 : 2));
            if (isRaw) {
                raw();
            } else if (type == '#') {
                comment();
            } else {
                add(type == '%' ? Kind.BLOCK_BEGIN : Kind.VARIABLE_BEGIN, "");
                tag(type == '%');
            }
        }
        add(Kind.END, "");
        return tokens;
    }

    private int nextTag() {
        for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** The text before a tag without the whitespace that the tag's sign, or {@code lstrip_blocks}, takes away. */
    private String strip(String text, char sign, boolean lstrip) {
        if (sign == '-') {
            return text.substring(0, PythonText.strippedEnd(text, 0));
        }
        if (sign == '+' || !lstrip || !dialect.trims()) {
            return text;
        }
        int start = text.lastIndexOf('\n') + 1;
        boolean blank = PythonText.strippedEnd(text, start) == start;
        return blank && (start > 0 || lineStart) ? text.substring(0, start) : text;
    }

    private void raw() {
        Matcher end = matcher(dialect.trims() ? RAW_END : RAW_END_UNTRIMMED, position);
        boolean found = end.find();
        if (!found && position == source.length()) {
            return;
        }
        if (!found) {
            throw new TemplateException("The tag raw has no endraw", line);
        }
        String sign = end.group(1);
        String text = strip(source.substring(position, end.start()), sign.isEmpty() ? ' ' : sign.charAt(0), true);
        if (!text.isEmpty()) {
            add(Kind.DATA, text);
        }
        moveTo(end.end());
    }

    private void comment() {
        int end = source.indexOf("#}", position);
        if (end < 0 && position == source.length()) {
            return;
        }
        if (end < 0) {
            throw new TemplateException("A comment has no end '#}'", line);
        }
        char sign = end > position ? source.charAt(end - 1) : ' ';
        moveTo(afterTag(end + 2, sign, true));
    }

    /** Where text goes on behind a tag that ends at {@code end} with the given sign. */
    private int afterTag(int end, char sign, boolean trimNewline) {
        if (sign == '-') {
            return PythonText.skipSpace(source, end);
        }
        boolean newline =
                trimNewline && dialect.trims() && sign != '+' && end < source.length() && source.charAt(end) == '\n';
        return newline ? end + 1 : end;
    }

    private void tag(boolean block) {
        String close = block ? "%}" : "}}";
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            moveTo(PythonText.skipSpace(source, position));
            if (position >= source.length()) {
                return;
            }
            char c = source.charAt(position);
            if (open.isEmpty()) {
                boolean signed = c == '-' || block && c == '+';
                if (source.startsWith(close, signed ? position + 1 : position)) {
                    int end = position + (signed ? 3 : 2);
                    add(block ? Kind.BLOCK_END : Kind.VARIABLE_END, "");
                    moveTo(afterTag(end, signed ? c : ' ', block));
                    return;
                }
            }
            token(c, open);
        }
    }

    private void token(char c, Deque<Character> open) {
        if (c >= '0' && c <= '9') {
            boolean afterDot = source.charAt(position - 1) == '.';
            NumberLiteral number = NumberLiteral.at(source, position, !afterDot);
            add(Kind.NUMBER, number.value());
            moveTo(number.end());
            return;
        }
        Matcher name = matcher(NAME, position);
        if (name.lookingAt()) {
            if (!Character.isUnicodeIdentifierStart(name.group().codePointAt(0)) && c != '_') {
                throw new TemplateException("'" + name.group() + "' is not a name", line);
            }
            add(Kind.NAME, name.group());
            moveTo(name.end());
        } else if (c == '\'' || c == '"') {
            string(c);
        } else {
            operator(open);
        }
    }

    private void string(char quote) {
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new TemplateException("A string has no closing quote", line);
        }
        add(Kind.STRING, unescape(source.substring(position + 1, end)));
        moveTo(end + 1);
    }

    private void operator(Deque<Character> open) {
        String operator = OPERATORS.stream()
                .filter(o -> source.startsWith(o, position))
                .findFirst()
                .orElseThrow(() -> new TemplateException(
                        "Unexpected character '" + Character.toString(source.codePointAt(position)) + "'", line));
        switch (operator) {
            case "{" -> open.push('}');
            case "(" -> open.push(')');
            case "[" -> open.push(']');
            case "}", ")", "]" -> {
                if (open.isEmpty() || open.pop() != operator.charAt(0)) {
                    throw new TemplateException("Unexpected '" + operator + "'", line);
                }
            }
            default -> {}
        }
        add(Kind.OPERATOR, operator);
        moveTo(position + operator.length());
    }

    private Matcher matcher(Pattern pattern, int from) {
        return pattern.matcher(source).region(from, source.length());
    }

    private void add(Kind kind, Object value) {
        tokens.add(new Token(kind, value, line));
    }

    private void moveTo(int end) {
        for (int i = position; i < end; i++) {
            if (source.charAt(i) == '\n') {
                line++;
            }
        }
        lineStart = end > 0 && source.charAt(end - 1) == '\n';
        position = end;
    }

    private String unescape(String literal) {
        try {
            return PythonEscapes.unescape(literal);
        } catch (FormatException e) {
            throw new TemplateException(String.valueOf(e.getMessage()), line);
        }
    }
}
