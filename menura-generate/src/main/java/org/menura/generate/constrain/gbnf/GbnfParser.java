package org.menura.generate.constrain.gbnf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Rx;

/** Reads a grammar in GBNF, the notation of llama.cpp's grammars/README.md. */
final class GbnfParser {
    private static final int DEEPEST = 200;
    private static final int LARGEST_COUNT = 100_000;

    private final String text;
    private final ToIntFunction<String> tokens;
    private int position;
    private int depth;

    private GbnfParser(String text, ToIntFunction<String> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /**
     * Reads the rules of a grammar by their names; of two with one name the last counts, as in llama.cpp.
     *
     * @param tokens finds the id of a token by its text, −1 if there is none
     * @throws GrammarException if it is wrong, with line and column
     */
    static Map<String, GbnfNode> parse(String text, ToIntFunction<String> tokens) {
        GbnfParser p = new GbnfParser(text, tokens);
        Map<String, GbnfNode> rules = new LinkedHashMap<>();
        p.space(true);
        while (!p.atEnd()) {
            String name = p.name();
            p.space(false);
            if (!p.text.startsWith("::=", p.position)) {
                throw p.error("expected ::= after the name of the rule \"%s\"".formatted(name));
            }
            p.position += 3;
            p.space(true);
            GbnfNode body = p.alternatives(false);
            if (!p.atEnd() && p.peek() != '\n' && p.peek() != '\r') {
                throw p.error(
                        "expected the end of the rule \"%s\" at a line's end, or another part of it".formatted(name));
            }
            rules.put(name, body);
            p.space(true);
        }
        return rules;
    }

    private GbnfNode alternatives(boolean nested) {
        if (++depth > DEEPEST) {
            throw error("groups are nested more than %d deep".formatted(DEEPEST));
        }
        List<GbnfNode> options = new ArrayList<>();
        options.add(sequence(nested));
        while (!atEnd() && peek() == '|') {
            position++;
            space(true);
            options.add(sequence(nested));
        }
        depth--;
        return options.size() == 1 ? options.getFirst() : new GbnfNode.Alt(List.copyOf(options));
    }

    private GbnfNode sequence(boolean nested) {
        List<GbnfNode> parts = new ArrayList<>();
        boolean repeatable = false;
        boolean repeated = false;
        while (!atEnd()) {
            int c = peek();
            boolean mark = c == '*' || c == '+' || c == '?' || c == '{';
            if (mark) {
                int at = position;
                GbnfNode last = repeatable ? parts.removeLast() : new GbnfNode.Text("");
                GbnfNode.Repeat repeat = c == '{' ? counted(last, nested) : marked(last, c);
                boolean nothing = repeated && last instanceof GbnfNode.Repeat r && r.max() == 0;
                if (!repeatable || nothing) {
                    throw error("\"%c\" repeats nothing".formatted(c), at);
                }
                if (repeated && last instanceof GbnfNode.Repeat r && r.min() == 0 && repeat.max() == Rx.UNBOUNDED) {
                    throw error("\"%c\" repeats without end what may be left out".formatted(c), at);
                }
                parts.add(repeat);
            } else if (c == '"') {
                GbnfNode.Text t = literal();
                parts.add(t);
                repeatable = !t.text().isEmpty();
            } else if (c == '[') {
                parts.add(set());
                repeatable = true;
            } else if (c == '.') {
                position++;
                parts.add(new GbnfNode.Set(CodePoints.ALL));
                repeatable = true;
            } else if (c == '(') {
                parts.add(group());
                repeatable = true;
            } else if (c == '<' || c == '!') {
                parts.add(token());
                repeatable = true;
            } else if (isName(c)) {
                int at = position;
                parts.add(new GbnfNode.Reference(name(), at));
                repeatable = true;
            } else {
                break;
            }
            repeated = mark;
            space(nested);
        }
        return parts.size() == 1 ? parts.getFirst() : new GbnfNode.Cat(List.copyOf(parts));
    }

    private GbnfNode group() {
        int at = position++;
        space(true);
        GbnfNode inside = alternatives(true);
        if (atEnd() || peek() != ')') {
            throw error("the group is not closed, or holds something else than parts of a rule", at);
        }
        position++;
        return new GbnfNode.Group(inside);
    }

    private GbnfNode.Repeat marked(GbnfNode part, int mark) {
        position++;
        return new GbnfNode.Repeat(part, mark == '+' ? 1 : 0, mark == '?' ? 1 : Rx.UNBOUNDED);
    }

    private GbnfNode.Repeat counted(GbnfNode part, boolean nested) {
        int at = position++;
        space(nested);
        int min = number();
        space(nested);
        int max = min;
        if (!atEnd() && peek() == ',') {
            position++;
            space(nested);
            max = Rx.UNBOUNDED;
            if (!atEnd() && peek() >= '0' && peek() <= '9') {
                max = number();
                space(nested);
            }
        }
        if (atEnd() || peek() != '}') {
            throw error("expected a count as in {2}, {2,} or {2,5}", at);
        }
        position++;
        if (max < min) {
            throw error("the bounds of the repetition {%d,%d} are the wrong way round".formatted(min, max), at);
        }
        return new GbnfNode.Repeat(part, min, max);
    }

    private GbnfNode.Text literal() {
        int at = position++;
        StringBuilder out = new StringBuilder();
        while (true) {
            if (atEnd()) {
                throw error("the text is not closed by a quotation mark", at);
            }
            if (peek() == '"') {
                position++;
                return new GbnfNode.Text(out.toString());
            }
            out.appendCodePoint(character());
        }
    }

    private GbnfNode set() {
        int at = position++;
        boolean negated = !atEnd() && peek() == '^';
        if (negated) {
            position++;
        }
        CodePoints set = CodePoints.NONE;
        int members = 0;
        while (atEnd() || peek() != ']') {
            if (atEnd()) {
                throw error("the class is not closed by ]", at);
            }
            int low = character();
            int high = low;
            if (!atEnd() && peek() == '-' && position + 1 < text.length() && text.charAt(position + 1) != ']') {
                position++;
                high = character();
            }
            if (high < low) {
                throw error("a range of the class has its ends the wrong way round", at);
            }
            set = set.or(CodePoints.range(low, high));
            members++;
        }
        if (members == 0) {
            throw error("the class is empty", at);
        }
        position++;
        return new GbnfNode.Set(negated ? set.not() : set);
    }

    private int character() {
        int at = position;
        int c = text.codePointAt(position);
        position += Character.charCount(c);
        if (c >= 0xD800 && c < 0xE000) {
            throw error("half of a surrogate pair", at);
        }
        if (c != '\\') {
            return c;
        }
        if (atEnd()) {
            throw error("the grammar ends within an escape", at);
        }
        int e = text.charAt(position++);
        return switch (e) {
            case 'x' -> hex(2, at);
            case 'u' -> hex(4, at);
            case 'U' -> hex(8, at);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-' -> e;
            default -> throw error("the escape \\%c is not known".formatted(e), at);
        };
    }

    private int hex(int digits, int at) {
        int end = position + digits;
        if (end > text.length() || !text.substring(position, end).matches("[0-9a-fA-F]+")) {
            throw error("an escape lacks its %d hexadecimal digits".formatted(digits), at);
        }
        int value = Integer.parseUnsignedInt(text.substring(position, end), 16);
        position = end;
        if (value < 0 || value > Character.MAX_CODE_POINT || value >= 0xD800 && value < 0xE000) {
            throw error("an escape names no character: %X".formatted(value), at);
        }
        return value;
    }

    private GbnfNode token() {
        int at = position;
        boolean other = peek() == '!';
        if (other) {
            position++;
        }
        if (atEnd() || peek() != '<') {
            throw error("expected a token, as in <[12]> or <think>", at);
        }
        int close = text.indexOf('>', position);
        if (close < 0) {
            throw error("the token is not closed by >", at);
        }
        String inside = text.substring(position, close + 1);
        int id;
        if (inside.startsWith("<[")) {
            if (!inside.matches("<\\[[0-9]{1,9}]>")) {
                throw error("expected the number of a token, as in <[12]>", at);
            }
            id = Integer.parseInt(inside.substring(2, inside.length() - 2));
        } else {
            id = tokens.applyAsInt(inside);
            if (id < 0) {
                throw error(
                        "%s is no token of this model: name one, or write its number as in <[12]>".formatted(inside),
                        at);
            }
        }
        position = close + 1;
        return new GbnfNode.Token(id, other);
    }

    private int number() {
        int at = position;
        long value = 0;
        while (!atEnd() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            value = Math.min(Integer.MAX_VALUE, value * 10 + text.charAt(position++) - '0');
        }
        if (position == at) {
            throw error("expected a number");
        }
        if (value > LARGEST_COUNT) {
            throw error("a count is above %,d".formatted(LARGEST_COUNT), at);
        }
        return (int) value;
    }

    private String name() {
        int at = position;
        while (!atEnd() && isName(peek())) {
            position++;
        }
        if (position == at) {
            throw error("expected the name of a rule");
        }
        return text.substring(at, position);
    }

    private static boolean isName(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** Skips blanks and comments, and line ends where a rule goes on behind them. */
    private void space(boolean lines) {
        while (!atEnd()) {
            int c = peek();
            if (c == '#') {
                while (!atEnd() && peek() != '\n' && peek() != '\r') {
                    position++;
                }
            } else if (c == ' ' || c == '\t' || lines && (c == '\n' || c == '\r')) {
                position++;
            } else {
                return;
            }
        }
    }

    private boolean atEnd() {
        return position >= text.length();
    }

    private char peek() {
        return text.charAt(position);
    }

    private GrammarException error(String what) {
        return error(what, position);
    }

    private GrammarException error(String what, int at) {
        return new GrammarException("grammar, %s: %s".formatted(place(text, at), what));
    }

    /** Names a place of a text by line and column. */
    static String place(String text, int at) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < at && i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return "line %d, column %d".formatted(line, text.codePointCount(start, Math.min(at, text.length())) + 1);
    }
}
