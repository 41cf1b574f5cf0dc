package org.menura.recipes.conference;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.conference.learn.ConferenceEnvironment;
import org.menura.conference.office.Decision;
import org.menura.conference.office.Intent;
import org.menura.format.FileTree;
import org.menura.generate.Menura;

/**
 * Finds the mails that a mind is least sure of: {@code recipes/run DoubtfulMails OUT MODEL [CONFERENCES]}. The third stage learns
 * from them by reward: where a mind is sure, all episodes of a mail end alike and teach nothing.
 */
final class DoubtfulMails {
    private static final long FIRST = 401;
    private static final int CONFERENCES = 100;
    private static final int KEPT = 96;
    private static final List<String> QUESTIONS = List.of(Intent.DOCUMENTS.words(), Intent.CHAIR.words());

    private DoubtfulMails() {}

    /** A mail with the log-odds of its right intent over the wrong one. */
    private record Doubt(long seed, double sure) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: recipes/run DoubtfulMails OUT MODEL [CONFERENCES]");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        Mind model = LocalMind.of(Menura.load(Path.of(args[1])));
        int count = args.length == 3 ? Integer.parseInt(args[2]) : CONFERENCES;
        List<Doubt> all = new ArrayList<>();
        Path scratch = Files.createTempDirectory("menura-conference-");
        try {
            for (long seed = FIRST; seed < FIRST + count; seed++) {
                DrawnConference drawn = DrawnConference.of(seed, scratch);
                drawn.rehearse(new Asking(drawn.oracle(), model, seed, all));
            }
        } finally {
            FileTree.delete(scratch);
        }
        all.sort(Comparator.comparingDouble(Doubt::sure));
        List<Doubt> kept = all.subList(0, Math.min(KEPT, all.size()));
        System.out.printf(
                "%d mails of %d; the mind errs in %d%n",
                kept.size(), all.size(), all.stream().filter(d -> d.sure < 0).count());
        try (Writer out = Files.newBufferedWriter(folder.resolve("mails.jsonl"))) {
            for (Doubt d : kept) {
                out.write("{\"seed\": %d}%n".formatted(d.seed));
            }
        }
    }

    /** A mind that decides as the oracle does, and notes how sure the model is whether a document answers a mail. */
    private record Asking(Mind oracle, Mind model, long conference, List<Doubt> doubts) implements Mind {
        @Override
        public String name() {
            return "oracle";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.FORCED);
        }

        @Override
        public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
            Thought right = oracle.think(prompt, ask, seed);
            Decision asked = Decision.of(prompt);
            int of = QUESTIONS.indexOf(right.text());
            if (asked != null && asked.kind().equals("mail.intent") && of >= 0) {
                int mail = Integer.parseInt(asked.subject().substring(1)); // as in M01
                List<Double> scores = model.score(prompt, QUESTIONS);
                doubts.add(
                        new Doubt(ConferenceEnvironment.seed(conference, mail), scores.get(of) - scores.get(1 - of)));
            }
            return right;
        }
    }
}
