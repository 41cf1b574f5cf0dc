package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** A text of Inform 7 with substitutions in brackets: conditions, lists of things, names. */
final class Template {
    /** Says a part of the text. */
    private interface Part {
        void say(Teller teller, Thing self);
    }

    /** What a text needs of the story that says it. */
    interface Teller {
        void print(String text);

        void printList(String holder, boolean articles, boolean verb);

        String nounName();

        boolean holds(String condition, Thing self);
    }

    private record Literal(String text) implements Part {
        @Override
        public void say(Teller teller, Thing self) {
            teller.print(text);
        }
    }

    private record Branch(String condition, List<Part> parts) {}

    private record Choice(List<Branch> branches) implements Part {
        @Override
        public void say(Teller teller, Thing self) {
            for (Branch branch : branches) {
                if (branch.condition.isEmpty() || teller.holds(branch.condition, self)) {
                    branch.parts.forEach(part -> part.say(teller, self));
                    return;
                }
            }
        }
    }

    private record Contents(String holder, boolean articles, boolean verb) implements Part {
        @Override
        public void say(Teller teller, Thing self) {
            teller.printList(holder, articles, verb);
        }
    }

    private static final Pattern LIST = Pattern.compile("(is-are )?(an? )?list of things (?:in|on) (?:the )?(\\S+)");
    private static final Pattern SKIPPED_LINES = Pattern.compile("[ \t]*\n\\s*");

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Parses a text. */
    static Template parse(String text) {
        return new Template(new Parser(text).parse());
    }

    /** Parses a text that the source of a game breaks into texts of some length. */
    static Template inPieces(String text, int length) {
        List<Part> parts = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            for (int from = 0; from < lines[i].length(); from += length) {
                parts.addAll(new Parser(lines[i].substring(from, Math.min(lines[i].length(), from + length))).parse());
            }
            if (i < lines.length - 1 && !lines[i].isEmpty()) {
                parts.add(new Literal("\n"));
            }
        }
        return new Template(parts);
    }

    void say(Teller teller, Thing self) {
        parts.forEach(part -> part.say(teller, self));
    }

    /** Returns a literal as Inform prints it: apostrophes that are not between letters are quotation marks. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\''
                    && !(i > 0
                            && i + 1 < text.length()
                            && Character.isLetterOrDigit(text.charAt(i - 1))
                            && Character.isLetterOrDigit(text.charAt(i + 1)))) {
                quoted.setCharAt(i, '"');
            }
        }
        return quoted.toString();
    }

    /** Returns a literal whose single line ends are spaces, and whose skipped lines have no spaces around. */
    private static String lined(String text) {
        Matcher matcher = SKIPPED_LINES.matcher(text);
        StringBuilder lined = new StringBuilder();
        while (matcher.find()) {
            long ends = matcher.group().chars().filter(c -> c == '\n').count();
            matcher.appendReplacement(lined, ends > 1 ? "\n".repeat((int) ends) : " ");
        }
        return matcher.appendTail(lined).toString();
    }

    private static final class Parser {
        private static final int MAX_DEPTH = 50;
        private final String text;
        private int at;
        private int depth;

        Parser(String text) {
            this.text = text;
        }

        List<Part> parse() {
            List<Part> parts = sequence();
            if (at < text.length()) {
                throw new FormatException("A description has '" + substitution() + "' without an if before it");
            }
            return parts;
        }

        private List<Part> sequence() {
            List<Part> parts = new ArrayList<>();
            while (at < text.length()) {
                int open = text.indexOf('[', at);
                if (open < 0) {
                    open = text.length();
                }
                if (open > at) {
                    parts.add(new Literal(lined(quoted(text.substring(at, open)))));
                    at = open;
                }
                if (at < text.length()) {
                    String substitution = substitution();
                    if (isBranch(substitution)) {
                        return parts;
                    }
                    at += substitution.length() + 2;
                    parts.add(part(substitution.trim()));
                }
            }
            return parts;
        }

        private static boolean isBranch(String substitution) {
            String word = substitution.trim().toLowerCase(Locale.ROOT);
            return word.startsWith("else if ")
                    || word.startsWith("otherwise if ")
                    || word.equals("else")
                    || word.equals("otherwise")
                    || word.equals("end if");
        }

        private String substitution() {
            int close = text.indexOf(']', at);
            if (close < 0) {
                throw new FormatException("A description has an opening bracket without a closing one");
            }
            return text.substring(at + 1, close);
        }

        private Part part(String substitution) {
            Matcher list = LIST.matcher(substitution);
            if (list.matches()) {
                return new Contents(list.group(3), list.group(2) != null, list.group(1) != null);
            }
            if (substitution.regionMatches(true, 0, "if ", 0, 3)) {
                return choice(substitution.substring(3).trim());
            }
            return switch (substitution) {
                case "line break" -> new Literal("\n");
                case "paragraph break" -> new Literal("\n\n");
                case "'" -> new Literal("'");
                case "quotation mark" -> new Literal("\"");
                case "bracket" -> new Literal("[");
                case "close bracket" -> new Literal("]");
                case "noun" -> (teller, self) -> teller.print(teller.nounName());
                default ->
                    throw new FormatException(
                            "A description has the substitution '" + substitution + "', which is not known");
            };
        }

        private Part choice(String condition) {
            if (++depth > MAX_DEPTH) {
                throw new FormatException("A description has conditions in more than " + MAX_DEPTH + " levels");
            }
            Part choice = branches(condition);
            depth--;
            return choice;
        }

        private Part branches(String condition) {
            List<Branch> branches = new ArrayList<>();
            String current = condition;
            while (true) {
                branches.add(new Branch(current, sequence()));
                if (at >= text.length()) {
                    return new Choice(branches);
                }
                String next = substitution();
                at += next.length() + 2;
                next = next.trim();
                if (next.equalsIgnoreCase("end if")) {
                    return new Choice(branches);
                }
                current = next.equalsIgnoreCase("else") || next.equalsIgnoreCase("otherwise")
                        ? ""
                        : next.substring(next.indexOf(" if ") + 4).trim();
            }
        }
    }
}
