package org.menura.eval.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/**
 * Free text of a card, in which numbers are references to ledgers: <code>{{kind:name/metric}}</code>, with a form behind a bar: {@code %}
 * (per cent), {@code ,} (thousands) or {@code .3} (digits after the point). A digit anywhere else is refused, but in what is no
 * measurement: targets of links, dates, versions, licences, identifiers of papers, numbers of list items, and names that ledgers hold.
 */
public final class CardText {
    private static final Pattern REFERENCE =
            Pattern.compile("\\{\\{\\s*([^{}|]+?)\\s*(?:\\|\\s*([^{}|]*?)\\s*)?\\}\\}");
    private static final String MONTH =
            "(?:January|February|March|April|May|June|July|August|September|October|November|December)";

    /** What may hold digits without being a measurement. */
    private static final List<Pattern> EXEMPT = List.of(
            Pattern.compile("(?<=\\]\\()[^\\s()]+(?=\\))"),
            Pattern.compile("https?://[^\\s<>\"')\\]]+"),
            Pattern.compile("(?i)\\barxiv[: ]\\s?\\d{4}\\.\\d{4,5}(?:v\\d+)?\\b"),
            Pattern.compile("(?i)\\bdoi:\\s?10\\.\\d{4,9}/[^\\s<>]+"),
            Pattern.compile("(?<![\\w.-])\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])(?![\\w-])"),
            Pattern.compile("(?<![\\w.])(?:0?[1-9]|[12]\\d|3[01])\\.? " + MONTH + " (?:19|20)\\d\\d\\b(?![%.,]?\\d)"),
            Pattern.compile("\\b" + MONTH + " (?:(?:0?[1-9]|[12]\\d|3[01]), )?(?:19|20)\\d\\d\\b(?![%.,]?\\d)"),
            Pattern.compile("\\b(?:Apache|CC|BSD|GPL|LGPL|AGPL|MPL|EPL|EUPL|OFL|AFL|ODC|CDLA|MIT)(?:[-"
                    + " ](?:License|Licence|BY|SA|NC|ND|By|Sharing|Permissive|Clause|0))*,?[- ](?:[vV]ersion"
                    + " |v)?\\d(?:\\.\\d)?(?:-Clause|-only|-or-later)?\\b(?!\\.?\\d|\\s?%)"),
            Pattern.compile("\\b[vV]ersion \\d+(?:\\.\\d+)*\\b(?!\\s?%)"),
            Pattern.compile("\\bv\\d+(?:\\.\\d+)+\\b(?!\\s?%)"),
            Pattern.compile("(?m)^\\s*\\d{1,2}[.)](?=\\s)"));

    /** Names with digits that everybody uses. */
    private static final Set<String> TERMS = Set.of(
            "F1",
            "SHA-256",
            "UTF-8",
            "CO2",
            "CO₂",
            "BLEU-4",
            "ROUGE-1",
            "ROUGE-2",
            "int8",
            "bfloat16",
            "float32",
            "float16");

    private static final String WORD =
            "(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
                    + "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|billion|half|third|quarter|tenth)s?";
    private static final Pattern IN_WORDS = Pattern.compile("(?i)\\b" + WORD + "(?:[ -](?:and |point )?" + WORD
            + ")*[ -](?:per ?cent|percent|percentage|points?|per mille|times|fold)\\b");
    private static final Pattern ENTITY = Pattern.compile("&(?:frac|sup|half|num)\\w*;");
    private static final int SHOWN = 5;
    private static final int LONGEST = 40;

    private CardText() {}

    /**
     * Puts figures into the place of references.
     *
     * @param where the text comes from, for messages
     * @param names in which digits are no numbers
     * @throws FormatException if a number stands there that is no reference, or a reference that no ledger holds
     */
    public static String resolve(String text, String where, Figures figures, Set<String> names) {
        refuse(text, where, figures, names);
        Matcher references = REFERENCE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (references.find()) {
            String place = where + ", line " + line(text, references.start());
            Figure figure = figures.get(references.group(1), place);
            String form = references.group(2);
            references.appendReplacement(
                    out, Matcher.quoteReplacement(Numbers.shown(figure.value(), form == null ? "" : form, place)));
        }
        return references.appendTail(out).toString();
    }

    private static void refuse(String text, String where, Figures figures, Set<String> names) {
        StringBuilder masked = new StringBuilder(text);
        Matcher references = REFERENCE.matcher(text);
        List<String> wrong = new ArrayList<>();
        while (references.find()) {
            touching(text, references, where, wrong);
            blank(masked, references.start(), references.end());
        }
        int open = masked.indexOf("{{");
        if (open >= 0) {
            String rest = text.substring(open).lines().findFirst().orElse("");
            throw new FormatException(
                    "%s, line %d: '%s' is no reference; it is written {{train:loss}} or {{train:loss|.3}}"
                            .formatted(
                                    where,
                                    line(text, open),
                                    rest.length() > LONGEST ? rest.substring(0, LONGEST) + "…" : rest));
        }
        for (Pattern exempt : EXEMPT) {
            blankAll(masked, exempt);
        }
        for (String name : all(names)) {
            blankAll(
                    masked,
                    Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}%]|[.,]\\p{N})"));
        }
        numbers(masked, text, where, figures, wrong);
        for (Pattern pattern : List.of(IN_WORDS, ENTITY)) {
            Matcher found = pattern.matcher(masked);
            while (found.find()) {
                wrong.add("%s, line %d: '%s'".formatted(where, line(text, found.start()), found.group()));
            }
        }
        if (!wrong.isEmpty()) {
            throw new FormatException(
                    "%s%s: numbers of a card come from ledgers; write a reference such as {{train:loss}} in its place (`menura card … --list` shows all), or leave it out"
                            .formatted(
                                    String.join("; ", wrong.subList(0, Math.min(SHOWN, wrong.size()))),
                                    wrong.size() > SHOWN ? "; and %d more".formatted(wrong.size() - SHOWN) : ""));
        }
    }

    /** A reference must stand alone: a sign, a point or a per cent sign beside it would change the number. */
    private static void touching(String text, Matcher reference, String where, List<String> wrong) {
        String before = text.substring(Math.max(0, reference.start() - 1), reference.start());
        String after = text.substring(reference.end(), Math.min(text.length(), reference.end() + 2));
        if (before.matches("[-−+.,\\p{N}/^]")
                || after.matches("(?s)[%‰\\p{N}eE^].?")
                || after.matches("[.,]\\p{N}")
                || after.startsWith("{{")) {
            wrong.add("%s, line %d: '%s%s%s', as what touches a reference changes its number,"
                    .formatted(where, line(text, reference.start()), before, reference.group(), after.strip()));
        }
    }

    private static List<String> all(Set<String> names) {
        List<String> all = new ArrayList<>(TERMS);
        names.stream()
                .filter(n ->
                        n.matches("[\\p{L}_~./][\\w./@,:+~-]*") && n.chars().anyMatch(Character::isDigit))
                .forEach(all::add);
        all.sort((a, b) -> Integer.compare(b.length(), a.length()));
        return all;
    }

    private static void numbers(StringBuilder masked, String text, String where, Figures figures, List<String> wrong) {
        int at = 0;
        while (at < masked.length()) {
            int c = masked.codePointAt(at);
            if (!isNumber(c)) {
                at += Character.charCount(c);
                continue;
            }
            int from = at;
            while (from > 0 && !Character.isWhitespace(masked.charAt(from - 1))) {
                from--;
            }
            int to = at;
            while (to < masked.length() && !Character.isWhitespace(masked.charAt(to))) {
                to++;
            }
            String shown = text.substring(from, to).replaceAll("^[(\\[*_`\"']+|[)\\]*_`\"',;:.!?]+$", "");
            wrong.add("%s, line %d: '%s'%s".formatted(where, line(text, at), shown, hint(shown, figures)));
            at = to;
        }
    }

    /** Says which reference a number could be, if a ledger holds it. */
    private static String hint(String shown, Figures figures) {
        String bare = shown.replace(",", "").replaceAll("%$", "");
        return figures.all().values().stream()
                .filter(f -> Numbers.shown(f.value(), "", "").equals(bare)
                        || Double.toString(f.value()).equals(bare))
                .findFirst()
                .map(f -> " (which is {{%s}})".formatted(f.reference()))
                .orElse("");
    }

    private static boolean isNumber(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.OTHER_NUMBER
                || type == Character.LETTER_NUMBER;
    }

    private static void blankAll(StringBuilder text, Pattern what) {
        Matcher found = what.matcher(text.toString());
        while (found.find()) {
            blank(text, found.start(), found.end());
        }
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                text.setCharAt(i, ' ');
            }
        }
    }

    private static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
