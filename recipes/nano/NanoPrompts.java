package org.menura.recipes.nano;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Requests for three words that no request before them asked for together, with the words for the reward. */
final class NanoPrompts {
    /** Rarer words are not asked for: the model has hardly met them. */
    private static final int LEAST_STORIES = 15;

    private final Random random = new Random(20250705);
    private final List<NanoWords.Word> nouns;
    private final List<NanoWords.Word> others;
    private final Set<Set<String>> taken;

    /** Beside the words of {@code taken}. */
    NanoPrompts(NanoWords words, Set<Set<String>> taken) {
        List<NanoWords.Word> usual =
                words.all().stream().filter(w -> w.stories() >= LEAST_STORIES).toList();
        this.nouns = usual.stream().filter(NanoWords.Word::isNoun).toList();
        this.others = usual.stream().filter(w -> !w.isNoun()).toList();
        this.taken = new HashSet<>(taken);
    }

    /** The next requests, a line of JSON each. */
    String next(int count) {
        StringBuilder out = new StringBuilder();
        for (int made = 0; made < count; ) {
            List<NanoWords.Word> words = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                List<NanoWords.Word> from = random.nextInt(8) == 0 ? others : nouns;
                words.add(from.get(random.nextInt(from.size())));
            }
            Set<String> triple = new TreeSet<>();
            words.forEach(w -> triple.add(w.text()));
            if (triple.size() == 3 && taken.add(triple)) {
                String texts =
                        words.stream().map(w -> NanoChats.Json.quoted(w.text())).collect(Collectors.joining(", "));
                out.append("{\"prompt\": %s, \"words\": [%s]}%n"
                        .formatted(NanoChats.Json.messages(List.of(NanoRequests.withWords(words, random))), texts)
                        .replace(System.lineSeparator(), "\n"));
                made++;
            }
        }
        return out.toString();
    }
}
