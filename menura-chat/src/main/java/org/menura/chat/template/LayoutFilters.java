package org.menura.chat.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.python.PythonText;

/** Filters that lay text out: indents, cuts, wraps and centres it. */
final class LayoutFilters {
    private static final Pattern SPACE = Pattern.compile("[\\t\\n\\x0B\\f\\r ]+");

    /** What Python's {@code textwrap} tells apart: white space, dashes between words, words up to a hyphen or dash. */
    private static final Pattern WORD_OR_SPACE = Pattern.compile(
            "[\\t\\n\\x0B\\f\\r ]+|(?<=[\\w!\"'&.,?])-{2,}(?=\\w)|[^\\t\\n\\x0B\\f\\r ]+?(?:"
                    + "-(?:(?<=[^\\d\\W]{2}-)|(?<=[^\\d\\W]-[^\\d\\W]-))(?=[^\\d\\W]-?[^\\d\\W])"
                    + "|(?=[\\t\\n\\x0B\\f\\r ]|\\z)|(?<=[\\w!\"'&.,?])(?=-{2,}\\w))",
            Pattern.UNICODE_CHARACTER_CLASS);

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
        int width = (int) Math.min(Integer.MAX_VALUE, arguments.integer(0, 79));
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
    private static List<String> wrap(String text, int width, boolean breakWords, boolean breakHyphens) {
        List<String> lines = new ArrayList<>();
        Deque<String> chunks = new ArrayDeque<>(chunks(text, breakHyphens));
        while (!chunks.isEmpty()) {
            List<String> line = new ArrayList<>();
            int used = 0;
            if (!lines.isEmpty() && isBlank(chunks.peek())) {
                chunks.pop();
            }
            while (!chunks.isEmpty() && used + PythonText.length(chunks.peek()) <= width) {
                used += PythonText.length(chunks.peek());
                line.add(chunks.pop());
            }
            if (!chunks.isEmpty() && PythonText.length(chunks.peek()) > width) {
                if (breakWords) {
                    String word = chunks.pop();
                    int end = word.offsetByCodePoints(0, cut(word, width - used, breakHyphens));
                    line.add(word.substring(0, end));
                    chunks.push(word.substring(end));
                } else if (line.isEmpty()) {
                    line.add(chunks.pop());
                }
            }
            if (!line.isEmpty() && isBlank(line.getLast())) {
                line.removeLast();
            }
            if (!line.isEmpty()) {
                lines.add(String.join("", line));
            }
        }
        return lines;
    }

    /** How many characters of a word that is longer than a line end it: all that fit, or those to the last hyphen. */
    private static int cut(String word, int room, boolean breakHyphens) {
        String fits = word.substring(0, word.offsetByCodePoints(0, room));
        int hyphen = breakHyphens ? fits.lastIndexOf('-') : -1;
        boolean letters = hyphen > 0 && fits.substring(0, hyphen).chars().anyMatch(c -> c != '-');
        return letters ? PythonText.length(fits.substring(0, hyphen + 1)) : room;
    }

    private static boolean isBlank(String chunk) {
        return PythonText.strippedEnd(chunk, 0) == 0;
    }

    /** Words and the whitespace between them; a word may be cut behind a hyphen between letters and around a dash. */
    private static List<String> chunks(String text, boolean breakHyphens) {
        List<String> chunks = new ArrayList<>();
        Matcher m = (breakHyphens ? WORD_OR_SPACE : SPACE).matcher(text);
        int start = 0;
        while (m.find()) {
            if (m.start() > start) {
                chunks.add(text.substring(start, m.start()));
            }
            if (m.end() > m.start()) {
                chunks.add(m.group());
            }
            start = m.end();
        }
        if (start < text.length()) {
            chunks.add(text.substring(start));
        }
        return chunks;
    }
}
