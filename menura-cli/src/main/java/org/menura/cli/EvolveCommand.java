package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.menura.eval.evolve.EvolutionProfile;
import org.menura.eval.evolve.EvolutionReport;
import org.menura.eval.evolve.EvolutionRun;
import org.menura.eval.evolve.EvolutionSettings;
import org.menura.eval.evolve.EvolutionStep;
import org.menura.eval.evolve.Instruction;
import org.menura.eval.evolve.InstructionFile;
import org.menura.eval.evolve.Teacher;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura evolve}: makes harder instructions of plain ones. */
@Command(
        name = "evolve",
        description = {
            "Lets a model make instructions harder and answer them: data to learn from (Evol-Instruct).",
            "SEEDS are JSON lines: conversations (messages), prompts, or instructions with input and output. Each round changes"
                    + " every instruction by one operation; what fails is left out. A run that was stopped goes on when the same"
                    + " command is given again."
        },
        footer = {
            "%nExamples:",
            "  menura evolve seeds.jsonl -m Qwen3-4B -o evolved --profile code",
            "  menura evolve seeds.jsonl -m http://localhost:8080/v1#qwen \\",
            "    -o evolved --calls 5000",
            "%nThe folder holds evolved.jsonl (for `menura train`, format chat), report.md and the ledger;",
            "docs/evolve.md says more."
        })
final class EvolveCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private TeacherOptions teacher = new TeacherOptions();

    @Parameters(arity = "1..*", paramLabel = "SEEDS.jsonl", description = "Instructions to begin with.")
    private List<Path> files = List.of();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder of the ledger and the results.")
    private Path folder = Path.of("");

    @Option(
            names = "--profile",
            paramLabel = "code|text",
            defaultValue = "text",
            description = "Operations of WizardCoder for programs, or of WizardLM for any text (default: text).")
    private String profile = "text";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each instruction is changed (default: 3).")
    private int rounds = 3;

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "Begin with no other instructions once the model was asked so often.")
    private @Nullable Long calls;

    @Option(names = "--enough", paramLabel = "N", description = "Stop once so many instructions were kept.")
    private @Nullable Long enough;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Of changes and answers; 0 for the likeliest tokens (default: 1).")
    private double temperature = 1;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "0.9", description = "Nucleus sampling (default: 0.9).")
    private double topP = 0.9;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of the order of operations and of what is drawn (default: 0).")
    private long seed;

    @Option(
            names = "--instruction-tokens",
            paramLabel = "N",
            description =
                    "The most tokens of a changed instruction (default: 512; of what a model here reads, a quarter).")
    private @Nullable Integer instructionTokens;

    @Option(
            names = "--answer-tokens",
            paramLabel = "N",
            description = "The most tokens of an answer (default: 1024; of what a model here reads, a half).")
    private @Nullable Integer answerTokens;

    @Option(
            names = "--most-words",
            paramLabel = "N",
            defaultValue = "400",
            description = "Leave out what is longer (default: 400).")
    private int mostWords = 400;

    @Option(
            names = "--similarity",
            paramLabel = "S",
            defaultValue = "0.7",
            description =
                    "Jaccard similarity of word 3-grams from which on two instructions are the same (default: 0.7).")
    private double similarity = 0.7;

    @Option(names = "--no-judge", description = "Don't ask the model whether a change changed anything.")
    private boolean unjudged;

    @Option(names = "--with-seeds", description = "Write seeds that have answers as well.")
    private boolean withSeeds;

    @Option(
            names = "--together",
            paramLabel = "N",
            defaultValue = "16",
            description = "Instructions that are worked on together (default: 16).")
    private int together = 16;

    @Override
    public Integer call() throws IOException {
        EvolutionSettings _ = settings(Integer.MAX_VALUE); // before a model is loaded
        List<Instruction> seeds = InstructionFile.read(files);
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable ask = () -> {
            stopped.set(true);
            console.note("stopping after these instructions");
        };
        try (EvalModel model = teacher.open(console, seed);
                CtrlC _ = CtrlC.watch(ask, 3600)) {
            int context = model instanceof LocalModel local ? local.maxLength() : Integer.MAX_VALUE;
            EvolutionRun run = new EvolutionRun(folder, settings(context), seeds, model.name(), Teacher.of(model));
            EvolutionReport report = run.run(budget(), withSeeds, stopped::get, this::stepped);
            console.stream(report.markdown());
            console.line("%s: %s"
                    .formatted(
                            folder.resolve(EvolutionRun.OUTPUT),
                            TrainProgress.count(report.kept(), "evolved instruction")));
            if (!report.complete()) {
                console.note("not all rounds are done; the same command goes on there");
            }
            return stopped.get() ? ExitCode.SOFTWARE : ExitCode.OK;
        }
    }

    /** The settings for a model that reads so many tokens. */
    private EvolutionSettings settings(int context) {
        EvolutionSettings usual = EvolutionSettings.of(EvolutionProfile.TEXT);
        int changed = instructionTokens == null ? Math.min(usual.instructionTokens(), context / 4) : instructionTokens;
        int answer = answerTokens == null ? Math.min(usual.answerTokens(), context / 2) : answerTokens;
        if (Math.max(changed, answer) >= context) {
            throw console.wrong(
                    "the model reads %d tokens in all, an instruction before its answer: give fewer".formatted(context)
                            + " --instruction-tokens and --answer-tokens");
        }
        try {
            return new EvolutionSettings(
                    EvolutionProfile.of(profile),
                    rounds,
                    seed,
                    temperature,
                    topP,
                    changed,
                    answer,
                    usual.leastWords(),
                    mostWords,
                    similarity,
                    !unjudged,
                    together);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private EvolutionRun.Budget budget() {
        if (calls != null && calls < 1 || enough != null && enough < 1) {
            throw console.wrong("--calls and --enough are at least 1");
        }
        return new EvolutionRun.Budget(
                calls == null ? Long.MAX_VALUE : calls, enough == null ? Long.MAX_VALUE : enough);
    }

    private void stepped(EvolutionStep step, int done, int total) {
        console.note("%d/%d  round %d  %s  %s: %s"
                .formatted(done, total, step.round(), step.from(), step.operation(), step.verdict()));
    }
}
