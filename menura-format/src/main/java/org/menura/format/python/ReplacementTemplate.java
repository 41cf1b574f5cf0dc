package org.menura.format.python;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.menura.format.FormatException;

/** Reads the templates of {@code re.sub}. */
final class ReplacementTemplate {
    private final String template;
    private final RegexTranslator.Translation expression;
    private final List<Function<PythonMatch, String>> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int at;

    private ReplacementTemplate(String template, RegexTranslator.Translation expression) {
        this.template = template;
        this.expression = expression;
    }

    static Function<PythonMatch, String> parse(String template, RegexTranslator.Translation expression) {
        ReplacementTemplate reader = new ReplacementTemplate(template, expression);
        reader.read();
        List<Function<PythonMatch, String>> parts = List.copyOf(reader.parts);
        return match -> {
            StringBuilder out = new StringBuilder();
            parts.forEach(part -> out.append(part.apply(match)));
            return out.toString();
        };
    }

    private void read() {
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (c != '\\') {
                literal.append(c);
            } else if (at == template.length()) {
                throw bad("it ends in a backslash");
            } else {
                escape(template.charAt(at++));
            }
        }
        flush();
    }

    private void escape(char c) {
        switch (c) {
            case 'g' -> named();
            case 'n' -> literal.append('\n');
            case 't' -> literal.append('\t');
            case 'r' -> literal.append('\r');
            case 'a' -> literal.append('\u0007');
            case 'b' -> literal.append('\b');
            case 'f' -> literal.append('\f');
            case 'v' -> literal.append('\u000b');
            case '\\' -> literal.append('\\');
            case '0' -> literal.append((char) Integer.parseInt("0" + octal(2), 8));
            default -> {
                if (c >= '1' && c <= '9') {
                    number(c);
                } else if (c < 0x80 && Character.isLetter(c)) {
                    throw bad("\\" + c + " is no escape");
                } else {
                    literal.append('\\').append(c);
                }
            }
        }
    }

    private String octal(int most) {
        int start = at;
        while (at < template.length() && at < start + most && isDigit(template.charAt(at), '7')) {
            at++;
        }
        return template.substring(start, at);
    }

    private static boolean isDigit(char c, char last) {
        return c >= '0' && c <= last;
    }

    private void number(char first) {
        String digits = String.valueOf(first);
        if (at < template.length() && isDigit(template.charAt(at), '9')) {
            digits += template.charAt(at++);
            boolean octal = isDigit(first, '7')
                    && isDigit(digits.charAt(1), '7')
                    && at < template.length()
                    && isDigit(template.charAt(at), '7');
            if (octal) {
                int code = Integer.parseInt(digits + template.charAt(at++), 8);
                if (code > 0xff) {
                    throw bad("an octal escape is above \\377");
                }
                literal.append((char) code);
                return;
            }
        }
        group(Integer.parseInt(digits));
    }

    private void named() {
        int close = template.startsWith("<", at) ? template.indexOf('>', at) : -1;
        if (close < 0) {
            throw bad("\\g needs a group's name in angle brackets");
        }
        String name = template.substring(at + 1, close);
        at = close + 1;
        if (!name.isEmpty() && name.length() < 9 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            group(Integer.parseInt(name));
            return;
        }
        Integer index = expression.names().get(name);
        if (index == null) {
            throw bad("there is no group named '" + name + "'");
        }
        group(index);
    }

    private void group(int index) {
        if (index > expression.groups()) {
            throw bad("there is no group " + index);
        }
        flush();
        parts.add(match -> match.text(index));
    }

    private void flush() {
        if (!literal.isEmpty()) {
            String text = literal.toString();
            literal.setLength(0);
            parts.add(match -> text);
        }
    }

    private FormatException bad(String why) {
        return new FormatException("The replacement '" + template + "' is malformed: " + why + ".");
    }
}
