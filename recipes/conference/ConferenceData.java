package org.menura.recipes.conference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.menura.conference.office.Decision;
import org.menura.conference.office.Intent;
import org.menura.conference.office.Rehearsal;
import org.menura.format.FileTree;

/**
 * Makes the data of this recipe: {@code recipes/run ConferenceData OUT [SEEDS]}. Decisions of one who knows the key, in
 * conferences of the seeds from 2001 on; those from 901 on are held out.
 */
final class ConferenceData {
    private static final int FIRST = 2001;
    private static final int SEEDS = 1000;
    private static final int HELD_OUT_FROM = 901;
    private static final int HELD_OUT = 5;
    private static final int EACH_ANSWERED = 5;
    private static final int EACH_OTHER = 20;
    private static final String DOCUMENT = "mail.document";
    private static final JsonMapper JSON = new JsonMapper();

    private ConferenceData() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: recipes/run ConferenceData OUT [SEEDS]");
            System.exit(2);
        }
        Path out = Files.createDirectories(Path.of(args[0]));
        int seeds = args.length == 2 ? Integer.parseInt(args[1]) : SEEDS;
        write(out.resolve("decisions.jsonl"), FIRST, seeds, _ -> true);
        write(out.resolve("hard.jsonl"), FIRST + seeds, 4 * seeds, new Hard());
        write(out.resolve("held-out.jsonl"), HELD_OUT_FROM, HELD_OUT, _ -> true);
    }

    /**
     * The decisions of the second stage: whether any document answers a mail, and which, where the first stage still errs. Of the
     * others some stay, so that they are not forgotten.
     */
    private static final class Hard implements Predicate<Rehearsal.Decided> {
        private int answered;
        private int others;

        @Override
        public boolean test(Rehearsal.Decided d) {
            if (d.answer().equals(Intent.CHAIR.words())) {
                return true;
            }
            boolean isAnswered = d.answer().equals(Intent.DOCUMENTS.words())
                    || asked(d).kind().equals(DOCUMENT);
            return isAnswered ? answered++ % EACH_ANSWERED == 0 : others++ % EACH_OTHER == 0;
        }
    }

    private static void write(Path file, long first, int count, Predicate<Rehearsal.Decided> isKept)
            throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("menura-conference-");
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long seed = first; seed < first + count; seed++) {
                DrawnConference drawn = DrawnConference.of(seed, scratch);
                List<Rehearsal.Decided> all = drawn.rehearse(drawn.oracle());
                Set<String> notFound = notFound(all, drawn.right().path("mails"));
                for (Rehearsal.Decided d : all) {
                    if (!notFound.contains(asked(d).subject()) && isKept.test(d)) {
                        out.write(JSON.writeValueAsString(Map.of("messages", messages(d))));
                        out.write('\n');
                    }
                }
            }
        } finally {
            FileTree.delete(scratch);
        }
    }

    /** The mails whose document the search did not find: what is right about them can't be seen. */
    private static Set<String> notFound(List<Rehearsal.Decided> all, JsonNode mails) {
        return all.stream()
                .filter(d -> asked(d).kind().equals(DOCUMENT))
                .filter(d -> !d.answer()
                        .endsWith(" "
                                + mails.path(asked(d).subject())
                                        .path("document")
                                        .asText()))
                .map(d -> asked(d).subject())
                .collect(Collectors.toSet());
    }

    private static Decision asked(Rehearsal.Decided d) {
        return Objects.requireNonNull(Decision.of(d.prompt()));
    }

    private static List<Map<String, String>> messages(Rehearsal.Decided d) {
        return java.util.stream.Stream.concat(
                        d.prompt().messages().stream()
                                .map(m -> message(m.role().name().toLowerCase(java.util.Locale.ROOT), m.text())),
                        java.util.stream.Stream.of(message("assistant", d.answer())))
                .toList();
    }

    private static Map<String, String> message(String role, String text) {
        return new java.util.TreeMap<>(Map.of("role", role, "content", text));
    }
}
