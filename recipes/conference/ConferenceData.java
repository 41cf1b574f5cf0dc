package org.menura.recipes.conference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.conference.learn.ConferenceEnvironment;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.office.Rehearsal;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.FileTree;
import org.menura.format.json.Json;

/**
 * Makes the data of this recipe: {@code recipes/run ConferenceData OUT [SEEDS]}. Decisions of one who knows the key, in
 * conferences of the seeds from 1 on; those from 901 on are held out.
 */
final class ConferenceData {
    private static final int SEEDS = 300;
    private static final int HELD_OUT_FROM = 901;
    private static final int HELD_OUT = 5;
    private static final int EACH_ANSWERED = 4;
    private static final int EACH_OTHER = 12;
    private static final long MAILS_FROM = 401;
    private static final int MAIL_SEEDS = 125;
    private static final JsonMapper JSON = new JsonMapper();

    private ConferenceData() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: recipes/run ConferenceData OUT [SEEDS]");
            System.exit(2);
        }
        Path out = Files.createDirectories(Path.of(args[0]));
        write(out.resolve("decisions.jsonl"), 1, args.length == 2 ? Integer.parseInt(args[1]) : SEEDS);
        write(out.resolve("held-out.jsonl"), HELD_OUT_FROM, HELD_OUT);
        writeHard(out.resolve("decisions.jsonl"), out.resolve("hard.jsonl"));
        writeMails(out.resolve("mails.jsonl"));
    }

    /** The decisions that are hardest, whether anything answers a mail, and some of the others, so that these are not forgotten. */
    private static void writeHard(Path from, Path to) throws IOException {
        int answered = 0;
        int others = 0;
        try (Writer out = Files.newBufferedWriter(to)) {
            for (String line : Files.readAllLines(from)) {
                boolean keep = line.contains("{\"content\":\"ask the chair\"")
                        || (line.contains("{\"content\":\"answer from documents\"")
                                ? answered++ % EACH_ANSWERED == 0
                                : others++ % EACH_OTHER == 0);
                if (keep) {
                    out.write(line);
                    out.write('\n');
                }
            }
        }
    }

    /**
     * Tasks of the third stage, in conferences that the others do not show: a seed tells conference and mail. What is hardest is
     * whether anything answers a mail, so there are as many that a document answers as there are that nothing does.
     */
    private static void writeMails(Path file) throws IOException {
        Path scratch = Files.createTempDirectory("menura-conference-");
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long seed = MAILS_FROM; seed < MAILS_FROM + MAIL_SEEDS; seed++) {
                Path key = scratch.resolve("key.json");
                new ConferenceWorld(seed).write(scratch.resolve("in" + seed), key);
                JsonNode mails = Json.parse(key).path("mails");
                List<Integer> unanswered = mails(mails, "escalate");
                List<Integer> answered = mails(mails, "source").subList(0, unanswered.size());
                for (int i = 0; i < unanswered.size(); i++) {
                    for (int mail : List.of(unanswered.get(i), answered.get(i))) {
                        out.write("{\"seed\": %d}%n".formatted(ConferenceEnvironment.seed(seed, mail)));
                    }
                }
            }
        } finally {
            FileTree.delete(scratch);
        }
    }

    /** The numbers of the mails with an intent, in their order. */
    private static List<Integer> mails(JsonNode all, String intent) {
        List<Integer> numbers = new ArrayList<>();
        for (var mail : all.properties()) {
            if (mail.getValue().path("intent").asText().equals(intent)) {
                numbers.add(Integer.parseInt(mail.getKey().substring(1)));
            }
        }
        return numbers;
    }

    private static void write(Path file, long first, int count) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("menura-conference-");
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long seed = first; seed < first + count; seed++) {
                Path inputs = scratch.resolve("in" + seed);
                Path key = scratch.resolve("key" + seed + ".json");
                new ConferenceWorld(seed).write(inputs, key);
                JsonNode venues = Json.parse(key).path("venues");
                for (Rehearsal.Decided d : Rehearsal.of(
                        inputs, new OracleMind(key), venues.path(0).asText(), scratch.resolve("db" + seed))) {
                    out.write(JSON.writeValueAsString(Map.of("messages", messages(d))));
                    out.write('\n');
                }
            }
        } finally {
            FileTree.delete(scratch);
        }
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
