package org.menura.chat.template;

import org.menura.format.python.PythonText;

/** Filling strings up to a width, counted in code points. */
final class Padding {
    private Padding() {}

    static String center(String text, BoundArguments arguments, Budget budget) {
        return center(text, arguments.integer(0), fill(arguments), budget);
    }

    static String center(String text, long width, String fill, Budget budget) {
        long missing = Math.max(0, width - PythonText.length(text));
        long left = missing / 2 + (missing & width & 1);
        reserve(missing, fill, budget);
        return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
    }

    static String left(String text, BoundArguments arguments, Budget budget) {
        return text + missing(text, arguments.integer(0), fill(arguments), budget);
    }

    static String right(String text, BoundArguments arguments, Budget budget) {
        return missing(text, arguments.integer(0), fill(arguments), budget) + text;
    }

    /** What lacks of the width, made of {@code fill}. */
    static String missing(String text, long width, String fill, Budget budget) {
        long missing = Math.max(0, width - PythonText.length(text));
        reserve(missing, fill, budget);
        return fill.repeat((int) missing);
    }

    private static void reserve(long missing, String fill, Budget budget) {
        budget.characters(missing > Integer.MAX_VALUE ? missing : missing * fill.length());
    }

    static String zeros(String text, long width, Budget budget) {
        String zeros = missing(text, width, "0", budget);
        boolean signed = text.startsWith("-") || text.startsWith("+");
        return signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
    }

    static String expandTabs(String text, long tabSize, Budget budget) {
        StringBuilder out = new StringBuilder();
        long column = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c == '\t') {
                long spaces = tabSize <= 0 ? 0 : tabSize - column % tabSize;
                budget.characters(spaces);
                out.repeat(' ', (int) spaces);
                column += spaces;
            } else {
                out.appendCodePoint(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }

    private static String fill(BoundArguments arguments) {
        String fill = arguments.text(1, " ");
        if (PythonText.length(fill) != 1) {
            throw new TemplateException("The fill of '" + arguments.callee() + "' must be one character");
        }
        return fill;
    }
}
