package org.menura.conference.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.conference.check.Checker;
import org.menura.conference.check.Verdict;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.office.Decision;
import org.menura.conference.office.Office;
import org.menura.conference.tool.PostOffice;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.FileTree;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.Turn;

/**
 * A mail to the office of a conference: what it is for, which document answers it, which sentence says so. The whole
 * conference is organised around it by one who knows the key, and the reward is what the checker says: 1 if all assertions
 * hold, otherwise 0.
 */
public final class ConferenceEnvironment implements Environment {
    private static final int MAILS = 36;

    /** What of a mail is decided: all, or what it is for, which document answers it, which query, which sentence. */
    static final List<String> DECISIONS = List.of("all", "intent", "document", "query", "quote");

    private final String decision;
    private final SynchronousQueue<Turn> turns = new SynchronousQueue<>();
    private final SynchronousQueue<String> actions = new SynchronousQueue<>();
    private @Nullable Thread office;

    /** Creates an environment whose episodes take all decisions about a mail. */
    public ConferenceEnvironment() {
        this("all");
    }

    /**
     * Creates an environment.
     *
     * @param decision that episodes take about their mail, one of {@link #DECISIONS}; the oracle takes the others
     */
    ConferenceEnvironment(String decision) {
        this.decision = decision;
    }

    /** Returns the seed of an episode about a mail, 1 to 36, of a conference, whose seed is 1 or more. */
    public static long seed(long conference, int mail) {
        return (conference - 1) * MAILS + mail - 1;
    }

    @Override
    public Turn reset(long seed) {
        Thread before = office;
        if (before != null) {
            before.interrupt();
            join(before);
        }
        long conference = Math.floorDiv(seed, MAILS) + 1;
        String mail = "M%02d".formatted(Math.floorMod(seed, MAILS) + 1);
        office = Thread.ofVirtual().start(() -> organise(conference, mail));
        return take();
    }

    @Override
    public Turn step(String action) {
        try {
            actions.put(action);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return take();
    }

    private Turn take() {
        try {
            return turns.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void organise(long seed, String mail) {
        try {
            Path folder = Files.createTempDirectory("menura-conference-");
            try {
                Path inputs = folder.resolve("in");
                Path key = folder.resolve("key.json");
                Path out = folder.resolve("out");
                new ConferenceWorld(seed).write(inputs, key);
                double reward;
                try (PostOffice post = PostOffice.start(folder.resolve("post"))) {
                    Office.open(inputs).run(out, new Handing(new OracleMind(key), mail), post.mailer());
                    Verdict verdict = Checker.check(inputs, key, out);
                    reward = verdict.holds() ? 1 : 0;
                } catch (IOException e) {
                    reward = 0; // the office came to no end with what was chosen
                }
                turns.put(new Turn("", reward, true, List.of(), ""));
            } finally {
                FileTree.delete(folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // another episode begins
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mind that hands the decisions about one mail to the episode, and takes the others as the oracle does. */
    private final class Handing implements Mind {
        private final OracleMind oracle;
        private final String mail;

        Handing(OracleMind oracle, String mail) {
            this.oracle = oracle;
            this.mail = mail;
        }

        @Override
        public String name() {
            return "episode";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.FORCED);
        }

        @Override
        public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
            Decision asked = Decision.of(prompt);
            if (asked == null || !asked.subject().equals(mail) || !isLearned(asked.kind())) {
                return oracle.think(prompt, ask, seed);
            }
            String text = prompt.messages().getLast().text();
            List<String> admissible = switch (ask) {
                case Ask.Choice(List<String> options) -> options;
                case Ask.Quote q -> List.of(q.documents().getFirst().split("(?<=\\.) "));
                default -> throw new IllegalStateException("the office asks for choices and quotes alone");
            };
            turns.put(new Turn(text, 0, false, admissible, text));
            return Thought.of(actions.take());
        }
    }

    private boolean isLearned(String kind) {
        return decision.equals("all") ? kind.startsWith("mail.") : kind.equals("mail." + decision);
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("the episode was interrupted", e);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}
