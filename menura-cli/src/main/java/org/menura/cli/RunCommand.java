package org.menura.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.Generator;
import org.menura.generate.ModelBundle;
import org.menura.generate.Session;
import org.menura.generate.SessionFile;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code menura run}: continues a prompt. */
@Command(
        name = "run",
        description = "Continues a prompt, or tells a story with the model that comes with Menura.",
        footer = {
            "%nExamples:",
            "  menura run",
            "  menura run models/stories260K -p 'Once upon a time' -n 100 --seed 7",
            "  menura run Qwen3-0.6B -f prompt.txt --temp 0.6 --top-p 0.9",
            "  menura run t5-small -p 'translate English to German: Good morning.' --beams 4"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private PromptOptions prompt = new PromptOptions();

    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most tokens to generate; -1: until the text or the context ends"
                    + " (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--ignore-eos", description = "Go on after a token that ends the text.")
    private boolean ignoreEnd;

    @Option(
            names = "--session",
            paramLabel = "FILE",
            description = "Continue the session in FILE if it exists, and save it there in the end.")
    private @Nullable Path sessionFile;

    @Option(names = "--adapter", paramLabel = "DIR", description = "Folder of a PEFT (LoRA) adapter.")
    private @Nullable Path adapter;

    @Option(names = "--ids", description = "Print token ids instead of text.")
    private boolean ids;

    @Option(names = "--echo", description = "Print the prompt before what follows.")
    private boolean echo;

    @Option(
            names = "--logprobs",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Print each token's log-probability and its N likeliest alternatives in the end.")
    private int logProbs;

    @Override
    public Integer call() throws IOException {
        if (count < -1 || count == 0) {
            throw model.wrong("-n must be at least 1, or -1 for no limit, not " + count);
        }
        try (CtrlC _ = CtrlC.watch()) {
            switch (ModelBundle.open(model.pathOrDefault(), Optional.ofNullable(adapter), model.backend())) {
                case ModelBundle.Decoder decoder -> continueText(decoder);
                case ModelBundle.Seq2Seq _, ModelBundle.Encoder _ -> throw new FormatException("later");
            }
        }
        return 0;
    }

    private void continueText(ModelBundle.Decoder bundle) throws IOException {
        boolean resumed = sessionFile != null && Files.exists(sessionFile);
        Session session =
                resumed ? SessionFile.load(Objects.requireNonNull(sessionFile), bundle.model()) : new Session(bundle.model());
        String text = prompt.textOrInput();
        int[] tokens = resumed ? bundle.text().tokenizer().encode(text, false, true) : bundle.text().prompt(text);
        Sampler sampler = new Sampler(sampling.params(bundle.text().tokenizer()));
        Set<Integer> ends = ignoreEnd ? Set.of() : bundle.text().endIds();
        int most = count == -1 ? Integer.MAX_VALUE : count;
        Generator.Options options = new Generator.Options(most, ends, sampling.stops(), logProbs);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Consumer<String> print = piece -> {
            out.print(piece);
            out.flush();
        };
        if (echo && !ids) {
            print.accept(text);
        }
        Generator.Result result = new Generator(bundle.text().tokenizer())
                .generate(session, tokens, sampler, options, ids ? null : print);
        // A set flag would break off the saving of the session.
        boolean _ = Thread.interrupted();
        report(result, bundle, out);
        if (sessionFile != null) {
            SessionFile.save(session, sessionFile);
        }
    }

    private void report(Generator.Result result, ModelBundle.Decoder bundle, PrintWriter out) {
        if (ids) {
            out.println(result.tokens().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        } else {
            out.println();
        }
        for (LogProbs at : result.logProbs()) {
            out.println(Stream.concat(Stream.of(at.chosen()), at.top().stream())
                    .map(e -> "%s %.4f".formatted(bundle.text().tokenizer().token(e.token()), e.logProb()))
                    .collect(Collectors.joining("  ")));
        }
        out.flush();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%nprompt: %d tokens, %.1f tokens/s; generated: %d tokens, %.1f tokens/s%n",
                result.promptTokens(),
                result.promptRate(),
                result.tokens().size(),
                result.tokenRate());
        err.flush();
    }
}
