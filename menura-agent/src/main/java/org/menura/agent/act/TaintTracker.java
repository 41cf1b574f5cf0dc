package org.menura.agent.act;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which values of arguments were copied from texts of others. A value counts as copied if it stands, apart from case and
 * white space, in a text of {@link Origin#OUTSIDE}, but in none of the person or the profile, and in none that a tool had returned
 * before: what tools return afterwards may only repeat it. So does a word with a digit or an {@code @} in a short value, such as an
 * address or a number of an account.
 */
public final class TaintTracker {
    private static final int SHORTEST = 3;
    private static final int SHORT_VALUE = 200;
    private static final Pattern TELLING = Pattern.compile("[\\p{L}\\p{N}@._+:/-]*[\\p{N}@][\\p{L}\\p{N}@._+:/-]*");
    private static final int SHORTEST_WORD = 5;

    private record Seen(String text, Origin origin, long event) {}

    /** What was read, in order. */
    private final List<Seen> all = new ArrayList<>();

    /** Adds a text that the agent has read. */
    public synchronized void read(String text, Origin origin, long event) {
        all.add(new Seen(plain(text), origin, event));
    }

    /** Finds the arguments that were copied from outside. */
    public synchronized List<Taint> find(Map<String, @Nullable Object> arguments) {
        List<Taint> found = new ArrayList<>();
        arguments.forEach((name, value) -> find("/" + name.replace("~", "~0").replace("/", "~1"), value, found));
        return List.copyOf(found);
    }

    private void find(String path, @Nullable Object value, List<Taint> found) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((k, v) -> find(path + "/" + k, v, found));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    find(path + "/" + i, list.get(i), found);
                }
            }
            case String text -> text(path, text, found);
            case Number number -> text(path, number.toString(), found);
            case null, default -> {}
        }
    }

    private void text(String path, String value, List<Taint> found) {
        String plain = plain(value);
        if (plain.length() < SHORTEST) {
            return;
        }
        Seen from = copied(plain);
        if (from != null) {
            found.add(new Taint(path, value, from.event));
            return;
        }
        if (plain.length() > SHORT_VALUE) {
            return;
        }
        Matcher words = TELLING.matcher(plain);
        while (words.find()) {
            Seen word = words.group().length() < SHORTEST_WORD ? null : copied(words.group());
            if (word != null) {
                found.add(new Taint(path, words.group(), word.event));
            }
        }
    }

    private @Nullable Seen copied(String plain) {
        Seen first = null;
        for (Seen seen : all) {
            if (!seen.text.contains(plain)) {
                continue;
            }
            switch (seen.origin) {
                case SYSTEM, USER -> {
                    return null;
                }
                case TOOL, OUTSIDE -> first = first == null ? seen : first;
            }
        }
        return first != null && first.origin == Origin.OUTSIDE ? first : null;
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }
}
