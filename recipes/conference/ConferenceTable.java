package org.menura.recipes.conference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.conference.check.Checker;
import org.menura.conference.check.Verdict;
import org.menura.conference.mind.GreedyMind;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.mind.RandomMind;
import org.menura.conference.office.Office;
import org.menura.conference.office.Tally;
import org.menura.conference.tool.PostOffice;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.FileTree;
import org.menura.generate.Menura;

/**
 * Compares minds on conferences of seeds that nobody learned from: {@code recipes/run ConferenceTable [FIRST COUNT]
 * [AGENT|MODEL]...}; agents are null, random, greedy and oracle.
 */
final class ConferenceTable {
    private static final long HELD_OUT = 1001;
    private static final int COUNT = 20;

    private ConferenceTable() {}

    /** What an agent reached. */
    private record Row(int held, double score, double share, Map<String, Integer> violated) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        long first = args.length > 0 ? Long.parseLong(args[0]) : HELD_OUT;
        int count = args.length > 1 ? Integer.parseInt(args[1]) : COUNT;
        List<String> agents =
                args.length > 2 ? List.of(args).subList(2, args.length) : List.of("null", "random", "greedy", "oracle");
        System.out.println(
                "| agent | all assertions hold | share of assertions | decisions by the mind | most often violated |");
        System.out.println("|---|---|---|---|---|");
        for (String agent : agents) {
            Row row = row(agent, first, count);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d of %d | %.3f | %.0f %% | %s |%n",
                    agent,
                    row.held,
                    count,
                    row.score,
                    100 * row.share,
                    row.violated);
        }
    }

    private static Row row(String agent, long first, int count) throws IOException, InterruptedException {
        int held = 0;
        double score = 0;
        double share = 0;
        Map<String, Integer> violated = new TreeMap<>();
        @Nullable
        Mind model = List.of("null", "random", "greedy", "oracle").contains(agent)
                ? null
                : LocalMind.of(Menura.load(Path.of(agent)));
        for (long seed = first; seed < first + count; seed++) {
            Path folder = Files.createTempDirectory("menura-conference-");
            try {
                Path inputs = folder.resolve("in");
                Path key = folder.resolve("key.json");
                Path out = Files.createDirectories(folder.resolve("out"));
                new ConferenceWorld(seed).write(inputs, key);
                if (!agent.equals("null")) {
                    share += organise(agent, model, seed, inputs, key, out);
                }
                Verdict v = Checker.check(inputs, key, out);
                held += v.holds() ? 1 : 0;
                score += v.score();
                v.violated().forEach(a -> violated.merge(a, 1, Integer::sum));
            } finally {
                FileTree.delete(folder);
            }
        }
        return new Row(held, score / count, share / count, most(violated));
    }

    private static double organise(String agent, @Nullable Mind model, long seed, Path inputs, Path key, Path out)
            throws IOException, InterruptedException {
        Mind mind = switch (agent) {
            case "random" -> new RandomMind(seed);
            case "greedy" -> new GreedyMind();
            case "oracle" -> new OracleMind(key);
            default -> java.util.Objects.requireNonNull(model);
        };
        try (PostOffice post = PostOffice.start(out.resolveSibling("post"))) {
            Tally tally = Office.open(inputs).run(out, mind, post.mailer());
            return tally.share();
        } catch (IOException e) {
            System.err.println("seed " + seed + ", " + agent + ": " + e.getMessage());
            return 0;
        }
    }

    private static Map<String, Integer> most(Map<String, Integer> violated) {
        List<Map.Entry<String, Integer>> sorted = new ArrayList<>(violated.entrySet());
        sorted.sort(Comparator.comparing(Map.Entry<String, Integer>::getValue).reversed());
        Map<String, Integer> out = new java.util.LinkedHashMap<>();
        sorted.stream().limit(6).forEach(e -> out.put(e.getKey(), e.getValue()));
        return out;
    }
}
