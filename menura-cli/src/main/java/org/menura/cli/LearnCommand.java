package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.menura.eval.learn.ContinualLearner;
import org.menura.eval.learn.GateReport;
import org.menura.eval.learn.LearnData;
import org.menura.eval.learn.LearnOptions;
import org.menura.eval.learn.LearnSetup;
import org.menura.eval.learn.LearnStatus;
import org.menura.eval.learn.LearnTools;
import org.menura.eval.learn.UpdateResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura learn}: learns new data, and keeps that only if nothing was lost by it. */
@Command(
        name = "learn",
        description = {
            "Learns new data with an adapter, and keeps that only if it helps and nothing old is forgotten.",
            "The first call names the model and old documents; later ones go on from the adapter before. An update is kept"
                    + " if held-out new documents are predicted better and old ones not worse than tolerated, with their 95 %%"
                    + " intervals. Exits with 0 if it is kept, with 3 if it is rolled back."
        },
        footer = {
            "%nExamples:",
            "  menura learn monday.jsonl --into learned -m models/nano \\",
            "    --retain stories.txt",
            "  menura learn tuesday.jsonl --into learned",
            "  menura learn status learned",
            "  menura run -m models/nano --adapter learned -p 'Once'",
            "%nFiles are plain text (documents between blank lines), or JSON lines with \"text\" or \"messages\";",
            "docs/learn.md says more."
        },
        subcommands = {LearnCommand.Status.class, LearnCommand.Rollback.class})
final class LearnCommand implements Callable<Integer> {
    /** The exit code of an update that did not pass. */
    static final int ROLLED_BACK = 3;

    @Mixin
    private Console console = new Console();

    @Mixin
    private LearnToolOptions tools = new LearnToolOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "New documents; none to go on with an update that was interrupted.")
    private List<Path> files = List.of();

    @Option(names = "--into", paramLabel = "DIR", description = "Folder of what is learned, with its ledger.")
    private @Nullable Path folder;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model that learns; with the first call.")
    private @Nullable String model;

    @Option(
            names = "--retain",
            paramLabel = "[NAME=]FILE",
            description = "Old documents that must not be forgotten, also several; with the first call.")
    private List<String> retained = List.of();

    @Option(
            names = "--task",
            paramLabel = "NAME",
            split = ",",
            description = "Evaluation tasks whose scores must not fall, also several; with the first call.")
    private List<String> tasks = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "BITS",
            description =
                    "Bits for each byte by which old documents may get worse, in all (default: 0.05); later, those that this"
                            + " update holds out.")
    private @Nullable Double tolerance;

    @Option(
            names = "--task-tolerance",
            paramLabel = "X",
            description = "By how much the score of a task may get worse, in all (default: 0.02); with the first call.")
    private @Nullable Double taskTolerance;

    @Option(
            names = "--task-limit",
            paramLabel = "N",
            description = "Documents of each task (default: all); with the first call.")
    private @Nullable Integer taskLimit;

    @Option(
            names = "--gain",
            paramLabel = "BITS",
            description =
                    "Bits for each byte that new held-out documents must save at least (default: 0); with the first call.")
    private @Nullable Double gain;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "What stands between documents of plain text (default: blank lines); with the first call.")
    private @Nullable String separator;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "New documents to measure the gain on (default: a share of the new ones).")
    private List<Path> heldOut = List.of();

    @Option(names = "--share", paramLabel = "S", defaultValue = "0.2", description = "That share (default: 0.2).")
    private double share = 0.2;

    @Option(names = "--rehearse", paramLabel = "FILE", description = "Old documents to learn from again.")
    private List<Path> rehearsed = List.of();

    @Option(
            names = "--rehearsal",
            paramLabel = "S",
            defaultValue = "0.25",
            description =
                    "Share of the examples that is rehearsed, of those files and of earlier updates (default: 0.25).")
    private double rehearsal = 0.25;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "100", description = "Of the optimiser (default: 100).")
    private long steps = 100;

    @Option(names = "--sequences", paramLabel = "N", defaultValue = "8", description = "Of a step (default: 8).")
    private int sequences = 8;

    @Option(names = "--length", paramLabel = "N", defaultValue = "128", description = "Tokens of each (default: 128).")
    private int length = 128;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "1e-3", description = "Learning rate (default: 1e-3).")
    private double rate = 1e-3;

    @Option(names = "--rank", paramLabel = "N", defaultValue = "8", description = "Of a new adapter (default: 8).")
    private int rank = 8;

    @Option(names = "--alpha", paramLabel = "A", defaultValue = "16", description = "Of a new adapter (default: 16).")
    private double alpha = 16;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of orders and shares (default: 0).")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (folder == null) {
            throw console.wrong("Where does it go? --into DIR (or: menura learn status DIR).");
        }
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable ask = () -> {
            stopped.set(true);
            console.note("stopping after this step, with a checkpoint");
        };
        try (ContinualLearner learner = opened(folder);
                TrainProgress progress = new TrainProgress(console);
                CtrlC _ = CtrlC.watch(ask, 3600)) {
            Optional<UpdateResult> result = files.isEmpty()
                    ? learner.resume(progress, stopped::get)
                    : Optional.of(learner.update(
                            new LearnData(files, heldOut, rehearsed), options(), progress, stopped::get));
            progress.close();
            return said(
                    result.orElseThrow(() -> console.wrong("Nothing was interrupted; name the documents to learn.")));
        }
    }

    private int said(UpdateResult result) {
        GateReport report = result.report();
        if (report == null) {
            console.note("stopped; go on with: menura learn --into " + folder);
            return ExitCode.SOFTWARE;
        }
        console.stream(report.markdown());
        console.line("update %d: %s".formatted(result.number(), report.isKept() ? "kept" : "rolled back"));
        console.line("used: " + (result.adapter() == null ? "the model itself" : result.adapter()));
        return report.isKept() ? ExitCode.OK : ROLLED_BACK;
    }

    private ContinualLearner opened(Path into) throws IOException {
        LearnTools with = tools.open();
        if (ContinualLearner.isBegun(into)) {
            ContinualLearner learner = ContinualLearner.open(into, with);
            if (model != null
                            && !ModelArgument.find(model)
                                    .toAbsolutePath()
                                    .normalize()
                                    .equals(learner.model())
                    || !retained.isEmpty()
                    || !tasks.isEmpty()
                    || taskTolerance != null
                    || taskLimit != null
                    || gain != null
                    || separator != null) {
                learner.close();
                throw console.wrong(
                        ("%s was begun with %s and its own old documents, which stay; leave out --retain, --task,"
                                        + " --task-tolerance, --task-limit, --gain and --separator, or begin anew")
                                .formatted(into, learner.model()));
            }
            return learner;
        }
        if (model == null || retained.isEmpty() || files.isEmpty()) {
            throw console.wrong("%s is new: name the model with -m, old documents with --retain, and new documents"
                    .formatted(into));
        }
        List<LearnSetup.Retained> olds = new ArrayList<>();
        for (String text : retained) {
            int at = text.indexOf('=');
            Path file = Path.of(text.substring(at + 1));
            String name = at > 0 ? text.substring(0, at) : file.getFileName().toString();
            olds.add(new LearnSetup.Retained(name, file, tolerance()));
        }
        List<LearnSetup.TaskGuard> guards = tasks.stream()
                .map(t -> new LearnSetup.TaskGuard(
                        t, taskTolerance == null ? 0.02 : taskTolerance, taskLimit == null ? 0 : taskLimit))
                .toList();
        try {
            LearnOptions _ = options(); // before anything is computed
            return ContinualLearner.begin(
                    into,
                    new LearnSetup(ModelArgument.find(model), olds, guards, separator, gain == null ? 0 : gain),
                    with);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private double tolerance() {
        return tolerance == null ? LearnOptions.defaults().tolerance() : tolerance;
    }

    private LearnOptions options() {
        try {
            return new LearnOptions(steps, sequences, length, rate, rank, alpha, seed, share, rehearsal, tolerance());
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** {@code menura learn status}. */
    @Command(
            name = "status",
            description = "Shows what was learned, kept and rolled back.",
            footer = {"%nExample:", "  menura learn status learned"})
    static final class Status implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private LearnToolOptions tools = new LearnToolOptions();

        @Parameters(paramLabel = "DIR", description = "Folder of what was learned.")
        private Path folder = Path.of("");

        @Option(names = "--path", description = "Print the folder of the adapter that is used, and nothing else.")
        private boolean path;

        @Override
        public Integer call() throws IOException {
            try (ContinualLearner learner = ContinualLearner.open(folder, tools.open())) {
                LearnStatus status = learner.status();
                console.stream(path ? (status.adapter() == null ? "" : status.adapter()) + "\n" : status.markdown());
                return ExitCode.OK;
            }
        }
    }

    /** {@code menura learn rollback}. */
    @Command(
            name = "rollback",
            description = "Goes back to an earlier update, or to the model itself.",
            footer = {"%nExamples:", "  menura learn rollback learned", "  menura learn rollback learned --to 0"})
    static final class Rollback implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private LearnToolOptions tools = new LearnToolOptions();

        @Parameters(paramLabel = "DIR", description = "Folder of what was learned.")
        private Path folder = Path.of("");

        @Option(names = "--to", paramLabel = "N", description = "The update (default: the one before).")
        private @Nullable Integer to;

        @Override
        public Integer call() throws IOException {
            try (ContinualLearner learner = ContinualLearner.open(folder, tools.open())) {
                LearnStatus status = learner.status();
                int before = status.updates().stream()
                        .filter(u -> u.number() == status.current())
                        .mapToInt(LearnStatus.Update::from)
                        .findFirst()
                        .orElse(0);
                learner.rollback(to == null ? before : to);
                console.stream(learner.status().markdown());
                return ExitCode.OK;
            }
        }
    }
}
