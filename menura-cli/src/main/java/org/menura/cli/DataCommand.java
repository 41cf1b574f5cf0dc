package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.data.engine.PlanRun;
import org.menura.data.engine.Plans;
import org.menura.data.engine.RowHistory;
import org.menura.data.plan.Plan;
import org.menura.data.plan.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura data}: makes corpora. */
@Command(
        name = "data",
        description = "Makes corpora: tags, filters, deduplicates, mixes and tokenizes documents in Dolma's layout.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  menura data run plan.yaml",
            "  menura data tag corpus --as quality --tagger gopher_v2 --tagger c4_v2",
            "  menura data dedupe corpus -s minhash -o clean",
            "  menura data show doc-17",
            "%nMore in docs/data.md."
        },
        subcommands = {
            DataCommand.Run.class,
            DataCommand.Tag.class,
            DataCommand.Dedupe.class,
            DataCommand.Decontaminate.class,
            DataMixCommand.class,
            DataTokensCommand.class,
            DataStatCommand.class,
            DataClassifierCommand.class,
            DataEpisodesCommand.class,
            BloomCommand.class,
            DataCommand.Show.class
        })
final class DataCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        throw console.wrong(
                "Say what to do: menura data run, tag, dedupe, decontaminate, mix, tokens, stat, train-classifier, episodes or show.");
    }

    /** {@code menura data run}. */
    @Command(
            name = "run",
            description = {
                "Carries out a plan: sources, stages, a sink.",
                "Its results depend on the plan and the rows alone. A run that was stopped or killed goes on where it was."
            },
            footer = {
                "%nExamples:",
                "  menura data run plan.yaml",
                "  menura data run plan.yaml --check",
                "  menura data run --explain"
            })
    static final class Run implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private DataOptions options = new DataOptions();

        @Parameters(arity = "0..1", paramLabel = "PLAN.yaml", description = "What to do.")
        private @Nullable Path plan;

        @Option(names = "--check", description = "Check the plan and find its files, and do nothing.")
        private boolean check;

        @Option(names = "--explain", description = "List all stages, and do nothing.")
        private boolean explain;

        @Override
        public Integer call() throws IOException {
            if (explain) {
                Registry.stages().forEach((name, type) -> console.line("%-20s %s".formatted(name, type.description())));
                return ExitCode.OK;
            }
            if (plan == null) {
                throw console.wrong("Give a plan (or --explain).");
            }
            Plan read = Plan.read(plan);
            if (check) {
                console.line("%s: %s, %s"
                        .formatted(
                                plan,
                                TrainProgress.count(PlanRun.check(read), "file"),
                                TrainProgress.count(read.steps().size(), "stage")));
                return ExitCode.OK;
            }
            return DataRuns.run(console, options, read);
        }
    }

    /** What to read, and which stages to take it through. */
    static final class Staged {
        @Parameters(arity = "1..*", paramLabel = "DOCUMENTS", description = "Folders, files or patterns.")
        private List<String> documents = List.of();

        @Option(
                names = {"-s", "--stage"},
                paramLabel = "STAGE",
                description = "A stage of a plan, with options if need be: 'minhash: {threshold: 0.8}'; also several.")
        private List<String> stages = new ArrayList<>();

        @Option(
                names = "--attributes",
                paramLabel = "NAME",
                description = "Attributes to read beside the documents; also several.")
        private List<String> attributes = new ArrayList<>();

        Plan plan(@Nullable String usual, String sink) {
            List<String> used = stages.isEmpty() && usual != null ? List.of(usual) : stages;
            return Plans.of(documents, attributes, used, sink);
        }
    }

    /** {@code menura data tag}. */
    @Command(
            name = "tag",
            description = "Writes what taggers say of documents beside them, as Dolma's attributes.",
            footer = {"%nExample:", "  menura data tag corpus --as quality --tagger gopher_v2 --tagger c4_v2"})
    static final class Tag implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private DataOptions options = new DataOptions();

        @Mixin
        private Staged staged = new Staged();

        @Option(names = "--as", paramLabel = "NAME", required = true, description = "Name of the attributes.")
        private @Nullable String name;

        @Option(
                names = "--tagger",
                paramLabel = "TAGGER",
                description =
                        "A tagger, with options if need be: 'ft_lang_id_doc_v1: {model: lid.176.bin}'; also several.")
        private List<String> taggers = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            if (taggers.isEmpty() && staged.stages.isEmpty()) {
                throw console.wrong("Name the taggers with --tagger, or other stages with -s.");
            }
            String experiment = Objects.requireNonNull(name);
            if (!taggers.isEmpty()) {
                staged.stages.addFirst(Plans.tagging(experiment, taggers));
            }
            return DataRuns.run(console, options, staged.plan(null, Plans.attributes(experiment)));
        }
    }

    /** Where documents go. */
    static final class Out {
        @Option(
                names = {"-o", "--out"},
                paramLabel = "FOLDER",
                required = true,
                description = "Folder for the documents that stay.")
        private @Nullable Path out;

        @Option(names = "--shards", paramLabel = "N", defaultValue = "1", description = "Number of files (default: 1).")
        private int shards;

        @Option(
                names = "--compression",
                paramLabel = "KIND",
                defaultValue = "gz",
                description = "none, gz or zst (default: gz).")
        private String compression = "";

        String sink() {
            return Plans.documents(Objects.requireNonNull(out), shards, compression);
        }
    }

    /** {@code menura data dedupe}. */
    @Command(
            name = "dedupe",
            description = "Drops documents that are copies of others; without -s those of one text.",
            footer = {
                "%nExamples:",
                "  menura data dedupe corpus -o clean",
                "  menura data dedupe corpus -s minhash -o clean"
            })
    static final class Dedupe implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private DataOptions options = new DataOptions();

        @Mixin
        private Staged staged = new Staged();

        @Mixin
        private Out out = new Out();

        @Override
        public Integer call() throws IOException {
            return DataRuns.run(console, options, staged.plan("exact", out.sink()));
        }
    }

    /** {@code menura data decontaminate}. */
    @Command(
            name = "decontaminate",
            description = "Drops documents that hold what evaluations ask.",
            footer = {"%nExample:", "  menura data decontaminate corpus --against tests/gsm8k.jsonl -o clean"})
    static final class Decontaminate implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Mixin
        private DataOptions options = new DataOptions();

        @Mixin
        private Staged staged = new Staged();

        @Mixin
        private Out out = new Out();

        @Option(
                names = "--against",
                paramLabel = "FILE",
                description = "A file or folder of evaluation sets; also several.")
        private List<Path> against = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            if (against.isEmpty() == staged.stages.isEmpty()) {
                throw console.wrong("Give evaluation sets with --against, or the stage itself with -s.");
            }
            List<String> files = against.stream()
                    .map(f -> Plans.quoted(f.toAbsolutePath().toString()))
                    .toList();
            String usual = "decontaminate: {sets: [%s]}".formatted(String.join(", ", files));
            return DataRuns.run(console, options, staged.plan(usual, out.sink()));
        }
    }

    /** {@code menura data show}. */
    @Command(
            name = "show",
            description = "Says why a document was dropped, changed or kept, stage by stage.",
            footer = {"%nExamples:", "  menura data show doc-17", "  menura data show doc-17 --run clean"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Parameters(paramLabel = "ID", description = "Id of the document, or the first digits of its row's identity.")
        private String id = "";

        @Option(
                names = "--run",
                paramLabel = "FOLDER",
                description = "Folder of the results or of the ledger (default: all below this folder); also several.")
        private List<Path> runs = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            RowHistory.of(runs.isEmpty() ? RowHistory.ledgers(Path.of("")) : runs, id)
                    .forEach(console::line);
            return ExitCode.OK;
        }
    }
}
