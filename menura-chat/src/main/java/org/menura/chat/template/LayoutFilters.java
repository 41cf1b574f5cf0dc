package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.python.PythonText;

/** Filters that lay text out: indents, cuts, wraps and centres it. */
final class LayoutFilters {
    private LayoutFilters() {}

    static void define(Filters.Registry filters) {
        filters.add("indent", Signature.of("width?", "first?", "blank?"), LayoutFilters::indent);
        filters.add(
                "center",
                Signature.of("width?"),
                (r, v, a) -> like(v, Padding.center(Repr.str(v, r.budget()), a.integer(0, 80), " ", r.budget())));
        filters.add(
                "truncate",
                Signature.of("length?", "killwords?", "end?", "leeway?"),
                (r, v, a) -> truncate(r.budget(), v, a));
        filters.add(
                "wordwrap",
                Signature.of("width?", "break_long_words?", "wrapstring?", "break_on_hyphens?"),
                (r, v, a) -> wordWrap(text("wordwrap", v), a, r.budget()));
        filters.add("pprint", Signature.of(), (r, v, a) -> PrettyPrint.format(v, r.budget()));
    }

    private static Object like(Object original, String text) {
        return original instanceof Markup ? new Markup(text) : text;
    }

    private static String text(String filter, Object value) {
        String text = Text.of(value);
        if (text == null) {
            Undefined.check(value);
            throw new TemplateException(
                    "The filter '" + filter + "' needs a string, not a value of type " + Values.typeName(value));
        }
        return text;
    }

    private static Object indent(Rendering rendering, Object value, BoundArguments arguments) {
        Object width = arguments.get(0, 4L);
        String indent = Text.of(width);
        if (indent == null) {
            indent = Padding.missing("", arguments.integer(0, 4), " ", rendering.budget());
        }
        boolean blank = arguments.truth(2, false);
        StringBuilder out = new StringBuilder(arguments.truth(1, false) ? indent : "");
        boolean first = true;
        for (Object line : PythonText.lines(text("indent", value) + "\n", false)) {
            String content = line.toString();
            boolean indented = !first && (blank || !content.isEmpty());
            rendering.budget().characters(content.length() + (indented ? (long) indent.length() : 0));
            out.append(first ? "" : "\n").append(indented ? indent : "").append(content);
            first = false;
        }
        return like(value, out.toString());
    }

    private static Object truncate(Budget budget, Object value, BoundArguments arguments) {
        String end = arguments.text(2, "...");
        long length = arguments.integer(0, 255);
        long leeway = arguments.get(3) == None.NONE ? 5 : arguments.integer(3);
        long kept = length - PythonText.length(end);
        if (kept < 0 || leeway < 0) {
            throw new TemplateException("The filter 'truncate' needs a length of at least that of its end");
        }
        long size = Values.length(value, budget);
        if (size >= 0 && size - leeway <= length) {
            return value;
        }
        String text = text("truncate", value);
        String cut = PythonText.slice(text, 0, (int) Math.min(kept, PythonText.length(text)));
        if (!arguments.truth(1, false)) {
            int space = cut.lastIndexOf(' ');
            cut = space < 0 ? cut : cut.substring(0, space);
        }
        return like(value, cut + end);
    }

    private static String wordWrap(String text, BoundArguments arguments, Budget budget) {
        long width = arguments.integer(0, 79);
        if (width <= 0) {
            throw new TemplateException("The filter 'wordwrap' needs a positive width");
        }
        String newline = arguments.get(2) == None.NONE ? "\n" : arguments.text(2);
        List<String> lines = new ArrayList<>();
        for (Object line : PythonText.lines(text, false)) {
            budget.elements(line.toString().length());
            List<String> wrapped = wrap(line.toString(), width, arguments.truth(1, true), arguments.truth(3, true));
            lines.add(String.join(newline, wrapped));
            budget.characters(line.toString().length() + (wrapped.size() + 1L) * newline.length());
        }
        return String.join(newline, lines);
    }

    /** Fills lines with words, as Python's {@code textwrap.wrap} does: whitespace stays inside a line only. */
    private static List<String> wrap(String text, long width, boolean breakWords, boolean breakHyphens) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        long used = 0;
        for (String chunk : chunks(text, breakHyphens)) {
            String rest = chunk;
            int length = PythonText.length(chunk);
            boolean blank = PythonText.isSpace(chunk.charAt(0));
            if (used + length > width) {
                if (breakWords && length > width && !blank) {
                    int cut = 0;
                    int from = 0;
                    for (long room = Math.max(1, width - used); length - cut > room; room = width) {
                        int to = chunk.offsetByCodePoints(from, (int) room);
                        endLine(lines, line.append(chunk, from, to));
                        from = to;
                        cut += (int) room;
                    }
                    rest = chunk.substring(from);
                    length -= cut;
                } else {
                    endLine(lines, line);
                }
                used = 0;
            }
            if (!blank || used > 0 || lines.isEmpty()) {
                line.append(rest);
                used += length;
            }
        }
        endLine(lines, line);
        return lines;
    }

    private static void endLine(List<String> lines, StringBuilder line) {
        String text = line.substring(0, PythonText.strippedEnd(line.toString(), 0));
        if (!text.isEmpty()) {
            lines.add(text);
        }
        line.setLength(0);
    }

    /** Words and the whitespace between them; a word may be cut behind a hyphen between letters. */
    private static List<String> chunks(String text, boolean breakHyphens) {
        List<String> chunks = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= text.length(); i++) {
            boolean end = i == text.length()
                    || PythonText.isSpace(text.charAt(i)) != PythonText.isSpace(text.charAt(i - 1))
                    || breakHyphens && i - 1 > start && cutsBehindHyphen(text, i);
            if (end) {
                chunks.add(text.substring(start, i));
                start = i;
            }
        }
        return chunks;
    }

    private static boolean cutsBehindHyphen(String text, int i) {
        return text.charAt(i - 1) == '-'
                && i >= 3
                && isWordPart(text.charAt(i - 2))
                && isWordPart(text.charAt(i - 3))
                && Character.isLetter(text.charAt(i - 2))
                && i + 1 < text.length()
                && Character.isLetter(text.charAt(i))
                && isWordPart(text.charAt(i + 1));
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }
}
