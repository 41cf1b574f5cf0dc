package org.menura.conference.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Rule;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.AgentRun;
import org.menura.agent.run.BudgetExhaustedException;
import org.menura.agent.run.RunInfo;
import org.menura.agent.run.RunOutcome;
import org.menura.agent.run.RunSuspendedException;
import org.menura.conference.check.Checker;
import org.menura.conference.check.Verdict;
import org.menura.conference.mind.GreedyMind;
import org.menura.conference.mind.RandomMind;
import org.menura.conference.office.Office;
import org.menura.conference.office.Tally;
import org.menura.conference.tool.PostOffice;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.generate.Menura;

/**
 * Organises a conference: {@code menura agent run examples/conference}. The folder holds a {@code conference.yaml} with the
 * seed of a conference to be drawn, or the inputs of one.
 */
public final class ConferenceApplication implements AgentApplication {
    private static final String NAME = "conference";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean reads(Path source) {
        return Files.isRegularFile(source.resolve(ConferenceFile.NAME))
                || Files.isRegularFile(source.resolve("brief.md"));
    }

    @Override
    public RunOutcome run(Start start) throws IOException, InterruptedException {
        if (start.task() != null && !RunInfo.isRun(start.folder())) {
            throw new FormatException("%s: a conference is organised as its brief says; it takes no other task"
                    .formatted(start.source()));
        }
        Files.createDirectories(start.folder());
        boolean drawn = Files.isRegularFile(start.source().resolve(ConferenceFile.NAME));
        ConferenceFile file =
                drawn ? ConferenceFile.read(start.source().resolve(ConferenceFile.NAME)) : ConferenceFile.NONE;
        Optional<Mind> own = start.mind() == null ? mind(file) : Optional.empty();
        if (own.isEmpty()) {
            return run(start, file, drawn, start.anyMind());
        }
        try (Mind mind = own.get()) {
            return run(start, file, drawn, mind);
        }
    }

    @Override
    public Optional<Mind> mind(Path source) throws IOException {
        Path file = source.resolve(ConferenceFile.NAME);
        return Files.isRegularFile(file) ? mind(ConferenceFile.read(file)) : Optional.empty();
    }

    private static Optional<Mind> mind(ConferenceFile file) {
        return Optional.ofNullable(file.mind()).map(model -> LocalMind.of(Menura.load(model)));
    }

    private static RunOutcome run(Start start, ConferenceFile file, boolean drawn, Mind mind)
            throws IOException, InterruptedException {
        Path folder = start.folder();
        Path inputs = drawn ? folder.resolve("inputs") : start.source();
        Path key = drawn
                ? folder.resolve("key.json")
                : start.source().resolveSibling(start.source().getFileName() + ".key.json");
        if (drawn) {
            new ConferenceWorld(file.seed()).write(inputs, key);
        }
        Office office = Office.open(inputs);
        Policy policy =
                file.approval() ? office.policy().withRule(Rule.needsApproval(Set.of("book.venue"))) : office.policy();
        RunInfo info = RunInfo.of("Organise the conference of " + inputs.resolve("brief.md"), start.seed())
                .withApplication(NAME, start.source())
                .withId("conference-%d-%d".formatted(file.seed(), start.seed()))
                .withHash("brief", Sha256.of(inputs.resolve("brief.md")))
                .withHash("mind", Sha256.of(mind.name().getBytes(StandardCharsets.UTF_8)));
        try (PostOffice post = PostOffice.start(folder.resolve("post"));
                AgentRun run = AgentRun.open(folder, info, policy, start.approval(), Clock.systemUTC(), "none")) {
            start.report().accept("mind      " + mind.name());
            Tally tally;
            try {
                tally = office.run(run, mind, post.mailer(), start.report());
            } catch (RunSuspendedException e) {
                return new RunOutcome.Suspended(e.id(), e.question());
            } catch (MindException | BudgetExhaustedException e) {
                run.fail(String.valueOf(e.getMessage()));
                return new RunOutcome.Failed(String.valueOf(e.getMessage()));
            }
            Path out = run.out();
            String answer = answer(mind, tally, Files.exists(key) ? key : null, inputs, out, start.report());
            run.finish(answer);
            return new RunOutcome.Finished(
                    answer,
                    List.of(
                            out.resolve("programme.html"),
                            out.resolve("budget.xlsx"),
                            out.resolve("programme.ics"),
                            out.resolve("sent")));
        }
    }

    private static String answer(
            Mind mind, Tally tally, @Nullable Path key, Path inputs, Path out, Consumer<String> report)
            throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder("The programme is in " + out.resolve("programme.html") + ".\n");
        if (key != null) {
            Verdict verdict = Checker.check(inputs, key, out);
            text.append(
                    verdict.holds()
                            ? "All %d assertions of the checker hold.\n"
                                    .formatted(verdict.checked().size())
                            : "%s\n".formatted(holding(verdict)));
            verdict.findings().forEach(f -> text.append("  %s: %s%n".formatted(f.assertion(), f.sentence())));
            text.append("Soft scores: %s\n".formatted(new java.util.TreeMap<>(verdict.soft())));
        }
        text.append("%s took %d of %d decisions (%.0f %%): %s. Rules took %d, where one choice was left.\n"
                .formatted(
                        mind.name(),
                        tally.byModel().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        tally.byModel().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum()
                                + tally.byRules(),
                        100 * tally.share(),
                        tally.byModel(),
                        tally.byRules()));
        text.append("Gates refused %d of its choices and asked again without them: %s.\n"
                .formatted(
                        tally.refused().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        tally.refused()));
        if (key != null) {
            report.accept("comparing with choices by chance and by simple rules");
            text.append("With choices by chance, under the same forms and gates: ")
                    .append(compare(new RandomMind(1), inputs, key))
                    .append('\n');
            text.append("With simple rules in place of the mind: ").append(compare(new GreedyMind(), inputs, key));
        }
        return text.toString();
    }

    private static String holding(Verdict v) {
        return "%d of %d assertions of the checker hold."
                .formatted(v.checked().size() - v.violated().size(), v.checked().size());
    }

    private static String compare(Mind mind, Path inputs, Path key) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("menura-conference-");
        try (PostOffice post = PostOffice.start(folder.resolve("post"))) {
            Office.open(inputs).run(folder.resolve("out"), mind, post.mailer());
            return holding(Checker.check(inputs, key, folder.resolve("out")));
        } catch (IOException e) {
            return "it comes to no end: " + e.getMessage();
        } finally {
            FileTree.delete(folder);
        }
    }
}
