package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.train.ledger.Forgetting;
import org.menura.train.ledger.LedgerComparison;
import org.menura.train.ledger.LedgerPlots;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.StepRecord;
import org.menura.train.run.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura ledger}: reads the record of a run, and computes parts of it again. */
@Command(
        name = "ledger",
        description = "Reads the record of a run, and computes parts of it again.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  menura ledger show runs/nano-pretrain",
            "  menura ledger plot runs/nano-pretrain",
            "  menura ledger replay runs/nano-pretrain --from 100 --to 200"
        },
        subcommands = {
            LedgerCommand.Show.class,
            LedgerCommand.Plot.class,
            LedgerCommand.Forgotten.class,
            LedgerCommand.Again.class
        })
final class LedgerCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        throw console.wrong("Say what to do with a ledger: show, plot, forgetting or replay.");
    }

    /** {@code menura ledger show}. */
    @Command(
            name = "show",
            description = "Prints what a run was made of and how it went.",
            footer = {"%nExample:", "  menura ledger show runs/nano-pretrain"})
    static final class Show implements Callable<Integer> {
        private static final int SHOWN = 20;

        @Mixin
        private Console console = new Console();

        @Parameters(paramLabel = "RUN", description = "Folder of the run.")
        private Path run = Path.of("");

        @Override
        public Integer call() throws IOException {
            LedgerReader reader = new LedgerReader(run);
            reader.code().facts().forEach((name, value) -> console.line("%-12s %s".formatted(name, value)));
            reader.data()
                    .files()
                    .forEach(f ->
                            console.line("data         %s  %,d bytes  %s".formatted(f.path(), f.bytes(), f.sha256())));
            List<StepRecord> records = reader.records();
            console.line("");
            console.line("%8s %12s %10s %10s %10s".formatted("step", "tokens", "loss", "rate", "norm"));
            int every = Math.max(1, Math.ceilDiv(records.size(), SHOWN));
            for (int i = 0; i < records.size(); i++) {
                if (i % every == 0 || i == records.size() - 1) {
                    StepRecord r = records.get(i);
                    console.line(String.format(
                            Locale.ROOT,
                            "%8d %12d %10.4f %10.2e %10.3f",
                            r.step(),
                            r.tokens(),
                            r.loss(),
                            r.learningRate(),
                            r.gradNorm()));
                }
            }
            console.line("");
            reader.evaluations()
                    .forEach(e ->
                            console.line("evaluation   step %d, %s: %s".formatted(e.step(), e.name(), e.metrics())));
            var there = reader.checkpoints();
            reader.checkpointHashes()
                    .forEach((step, hash) -> console.line("checkpoint   step %d  %s%s"
                            .formatted(step, hash, there.containsKey(step) ? "" : "  (deleted)")));
            return ExitCode.OK;
        }
    }

    /** {@code menura ledger plot}. */
    @Command(
            name = "plot",
            description = {
                "Draws loss, learning rate and reward into the run's folder plots, as PNG and SVG.",
                "With -o, draws several runs beside each other."
            },
            footer = {
                "%nExamples:",
                "  menura ledger plot runs/nano-pretrain",
                "  menura ledger plot runs/shapes-llama runs/shapes-mamba --quantity held-out \\",
                "    -o shapes.svg"
            })
    static final class Plot implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folder of the run; several for one plot.")
        private List<Path> runs = List.of();

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FILE",
                description = "Draw the runs beside each other into this .png or .svg.")
        private @Nullable Path out;

        @Option(
                names = "--quantity",
                defaultValue = "loss",
                description = "What is drawn then: loss, held-out or reward (default: loss).")
        private String quantity = "";

        @Override
        public Integer call() throws IOException {
            System.setProperty("java.awt.headless", "true");
            if (out != null) {
                LedgerComparison.draw(runs.stream().map(LedgerReader::new).toList(), quantity(), out);
                console.line(out.toString());
                return ExitCode.OK;
            }
            if (runs.size() > 1) {
                throw console.wrong("Say with -o where the plot of several runs goes.");
            }
            Path run = runs.getFirst();
            if (!LedgerPlots.draw(new LedgerReader(run))) {
                throw new FormatException(run + " has no steps to draw yet");
            }
            console.line(run.resolve("plots").toString());
            return ExitCode.OK;
        }

        private LedgerComparison.Quantity quantity() {
            return switch (quantity) {
                case "loss" -> LedgerComparison.Quantity.LOSS;
                case "held-out" -> LedgerComparison.Quantity.HELD_OUT;
                case "reward" -> LedgerComparison.Quantity.REWARD;
                default -> throw console.wrong("--quantity is loss, held-out or reward, not " + quantity);
            };
        }
    }

    /** {@code menura ledger forgetting}. */
    @Command(
            name = "forgetting",
            description = {
                "Shows how well each task of a sequence is known after each, with average and backward transfer.",
                "Writes the same as forgetting.md, forgetting.csv and a plot into the run's folder."
            },
            footer = {"%nExample:", "  menura ledger forgetting runs/continual-ewc"})
    static final class Forgotten implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Parameters(paramLabel = "RUN", description = "Folder of the run.")
        private Path run = Path.of("");

        @Override
        public Integer call() throws IOException {
            System.setProperty("java.awt.headless", "true");
            Forgetting report = Forgetting.write(new LedgerReader(run))
                    .orElseThrow(() -> new FormatException(run
                            + " has learned no tasks in sequence, so there is nothing to forget; a recipe lists them under"
                            + " the key tasks"));
            console.line(report.markdown().strip());
            return ExitCode.OK;
        }
    }

    /** {@code menura ledger replay}. */
    @Command(
            name = "replay",
            description = {
                "Computes some steps of a run again and says whether they give what was recorded.",
                "Exits with 1 if they don't."
            },
            footer = {"%nExample:", "  menura ledger replay runs/nano-pretrain --from 1000 --to 2000"})
    static final class Again implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private ThreadOptions threads = new ThreadOptions();

        @Parameters(paramLabel = "RUN", description = "Folder of the run.")
        private Path run = Path.of("");

        @Option(
                names = "--from",
                paramLabel = "STEP",
                defaultValue = "0",
                description = "The step to go on from, whose checkpoint must be there; 0 for the start (default: 0).")
        private long from;

        @Option(names = "--to", paramLabel = "STEP", description = "The last step (default: the last one recorded).")
        private @Nullable Long to;

        @Override
        public Integer call() throws IOException {
            long last = to != null ? to : new LedgerReader(run).records().size();
            Replay replay = Replay.of(run, from, last, threads.runSettings());
            replay.code().forEach(difference -> console.line("note: " + difference));
            if (!replay.differing().isEmpty()) {
                console.line("%d of %d steps differ, the first is %d"
                        .formatted(
                                replay.differing().size(),
                                last - from,
                                replay.differing().getFirst()));
            }
            console.line("checkpoint of step %d: recorded %s, computed %s"
                    .formatted(last, replay.recorded() == null ? "none" : replay.recorded(), replay.hash()));
            console.line(replay.agrees() ? "ok: reproduced" : "FAIL: not reproduced");
            return replay.agrees() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
