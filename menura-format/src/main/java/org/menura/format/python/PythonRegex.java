package org.menura.format.python;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Matches a regular expression as Python's {@code re} does over texts, by a translation to Java's. What can't be
 * translated is refused, and a search that reads more than its share of characters is given up.
 */
public final class PythonRegex {
    /** {@code re.IGNORECASE}. */
    public static final int IGNORECASE = 2;
    /** {@code re.MULTILINE}. */
    public static final int MULTILINE = 8;
    /** {@code re.DOTALL}. */
    public static final int DOTALL = 16;
    /** {@code re.VERBOSE}. */
    public static final int VERBOSE = 64;
    /** {@code re.ASCII}. */
    public static final int ASCII = 256;

    private static final String SPECIAL = "()[]{}?*+-|^$\\.&~# \t\n\r\u000b\f";

    private final String source;
    private final RegexTranslator.Translation translation;
    private final Pattern pattern;
    private @Nullable Pattern advancing;

    private PythonRegex(String source, RegexTranslator.Translation translation) {
        this.source = source;
        this.translation = translation;
        this.pattern = javaPattern(translation.java());
    }

    /**
     * Compiles an expression.
     *
     * @throws FormatException if Python refuses it, or if it has what Java has nothing like
     */
    public static PythonRegex compile(String pattern) {
        return compile(pattern, 0);
    }

    /**
     * Compiles an expression.
     *
     * @param flags the sum of {@link #IGNORECASE} and the other flags
     * @throws FormatException if Python refuses it, or if it has what Java has nothing like
     */
    public static PythonRegex compile(String pattern, int flags) {
        return new PythonRegex(pattern, RegexTranslator.translate(pattern, flags));
    }

    private Pattern javaPattern(String java) {
        try {
            return Pattern.compile(java);
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new FormatException(
                    "The regular expression '" + source + "' can't be translated for Java; write it in a simpler way.",
                    e);
        }
    }

    /** Returns the expression as Java writes it. */
    public Pattern pattern() {
        return pattern;
    }

    /** Returns the number of groups. */
    public int groups() {
        return translation.groups();
    }

    /** Puts a backslash before what is special in expressions ({@code re.escape}). */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return out.toString();
    }

    /** Finds the first match. */
    public @Nullable PythonMatch search(String text) {
        return RegexGuard.run(source, () -> one(text, matcher -> found(matcher, text)));
    }

    /** Matches at the beginning of the text. */
    public @Nullable PythonMatch match(String text) {
        return RegexGuard.run(source, () -> one(text, Matcher::lookingAt));
    }

    /** Matches the whole text. */
    public @Nullable PythonMatch fullMatch(String text) {
        return RegexGuard.run(source, () -> one(text, Matcher::matches));
    }

    private @Nullable PythonMatch one(String text, Function<Matcher, Boolean> how) {
        Matcher matcher = pattern.matcher(RegexGuard.bounded(text, source));
        return how.apply(matcher) ? new PythonMatch(text, matcher) : null;
    }

    /** Finds all matches that do not overlap ({@code finditer}). */
    public List<PythonMatch> findAll(String text) {
        return RegexGuard.run(source, () -> {
            List<PythonMatch> all = new ArrayList<>();
            each(text, Integer.MAX_VALUE, all::add);
            return all;
        });
    }

    /** Lists all matches as {@code findall} does: texts, or tuples of texts where there are several groups. */
    public List<Object> found(String text) {
        return findAll(text).stream().map(PythonMatch::found).toList();
    }

    /** Behind an empty match, the next one may begin at the same place, but not be empty there. */
    private void each(String text, int most, Consumer<PythonMatch> take) {
        CharSequence bounded = RegexGuard.bounded(text, source);
        Matcher any = open(pattern.matcher(bounded));
        Matcher longer = null;
        int from = 0;
        boolean wasEmpty = false;
        for (int n = 0; n < most; n++) {
            if (wasEmpty && longer == null) {
                longer = open(advancing().matcher(bounded));
            }
            Matcher now = wasEmpty && longer != null ? longer : any;
            now.region(from, text.length());
            boolean found = now.find();
            if (found && isInsidePair(text, now.start())) {
                int next = now.start() + 1;
                now = any;
                now.region(next, text.length());
                found = found(now, text);
            }
            if (!found) {
                return;
            }
            take.accept(new PythonMatch(text, now));
            wasEmpty = now.end() == now.start();
            from = now.end();
        }
    }

    /** Finds a match that does not begin between the surrogates of a character. */
    private static boolean found(Matcher matcher, String text) {
        boolean found = matcher.find();
        while (found && isInsidePair(text, matcher.start())) {
            int next = matcher.start() + 1;
            open(matcher).region(next, text.length());
            found = matcher.find();
        }
        return found;
    }

    private static boolean isInsidePair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static Matcher open(Matcher matcher) {
        return matcher.useAnchoringBounds(false).useTransparentBounds(true);
    }

    private synchronized Pattern advancing() {
        Pattern made = advancing;
        if (made == null) {
            made = javaPattern("(?:" + translation.java() + ")(?!\\G)");
            advancing = made;
        }
        return made;
    }

    /**
     * Replaces all matches by a template, in which {@code \1} and {@code \g<name>} stand for groups ({@code re.sub}).
     *
     * @throws FormatException if the template is malformed
     */
    public String sub(String template, String text) {
        return sub(template, text, 0);
    }

    /** Replaces the first {@code count} matches by a template; all of them if {@code count} is 0. */
    public String sub(String template, String text, int count) {
        Function<PythonMatch, String> filled = ReplacementTemplate.parse(template, translation);
        return sub(filled, text, count);
    }

    /** Replaces matches by what a function makes of them; all of them if {@code count} is 0. */
    public String sub(Function<PythonMatch, String> replacement, String text, int count) {
        return RegexGuard.run(source, () -> {
            StringBuilder out = new StringBuilder();
            int[] end = {0};
            each(text, count == 0 ? Integer.MAX_VALUE : count, match -> {
                out.append(text, end[0], match.start()).append(replacement.apply(match));
                end[0] = match.end();
            });
            return out.append(text, end[0], text.length()).toString();
        });
    }

    /** Splits a text at the matches ({@code re.split}); groups are parts too, null where they took no part. */
    public List<@Nullable String> split(String text) {
        return split(text, 0);
    }

    /** Splits a text at the first {@code most} matches; at all of them if it is 0. */
    public List<@Nullable String> split(String text, int most) {
        return RegexGuard.run(source, () -> {
            List<@Nullable String> parts = new ArrayList<>();
            int[] end = {0};
            each(text, most == 0 ? Integer.MAX_VALUE : most, match -> {
                parts.add(text.substring(end[0], match.start()));
                for (int i = 1; i <= match.groups(); i++) {
                    parts.add(match.group(i));
                }
                end[0] = match.end();
            });
            parts.add(text.substring(end[0]));
            return parts;
        });
    }

    @Override
    public String toString() {
        return source;
    }
}
