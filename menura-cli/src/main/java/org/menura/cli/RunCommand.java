package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.MediaGenerator;
import org.menura.generate.Menura;
import org.menura.generate.batch.Batch;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionFile;
import org.menura.generate.session.TokenSequence;
import org.menura.generate.speculate.SpeculativeSequence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura run}: continues a prompt. */
@Command(
        name = "run",
        aliases = "generate",
        description = {
            "Answers a prompt, or continues it where the model has no chat template.",
            "A model with a chat template is talked to: the prompt is what the user says. --raw continues it as a text. At a"
                    + " terminal, such a model without a prompt begins a conversation, as `menura chat` does.",
            "With the model that comes with Menura it tells a story that has in it what the prompt asks for.",
            "Models that see and hear take --image, --audio and --video; what a model draws is written to a file.",
            "Text that stands ready on the standard input follows -p after a blank line, or is the prompt if there is none;"
                    + " -f - waits for it."
        },
        footer = {
            "%nExamples:",
            "  menura run",
            "  menura run -p 'Write a story with a dog, a boat and rain.'",
            "  menura run models/stories260K -p 'Once upon a time' -n 100 --seed 7",
            "  menura run Qwen3-0.6B -f prompt.txt --temp 0.6 --top-p 0.9",
            "  menura run Qwen3-0.6B -p 'Who wrote Faust?' --json-schema person.json",
            "  menura run Qwen3-0.6B 'Is rain wet?' --choices yes,no",
            "  menura run Llama-3.2-1B --session talk.session -p 'The lyrebird'",
            "  menura run Llama-3.1-8B --draft Llama-3.2-1B -f prompt.txt",
            "  menura run Llama-3.2-1B --adapter tales=tales-lora \\",
            "    --adapter poems=poems-lora --use poems -p 'The sea'",
            "  menura run Qwen3-0.6B --prompts prompts.txt --batch 16 -n 100 > answers.jsonl",
            "  menura run SmolVLM-256M --image a.png --image b.jpg \\",
            "    -p 'What differs between these?'",
            "  menura run my-omni --audio word.wav --image a.png \\",
            "    -p 'Is <audio> what <image> shows?'",
            "  menura run my-omni -p 'Draw a red heart.' -o heart.png --seed 7",
            "  menura run SmolVLM-256M --video a.gif --video-frames 6 -p 'What happens?'",
            "  menura run gpt2 -p 'The lyrebird' --beams 5 -n 40",
            "  menura run t5-small -p 'translate English to German: Good morning.' --beams 4"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private PromptOptions prompt = new PromptOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "The prompt, as -p.")
    private @Nullable String words;

    @Mixin
    private LengthOptions length = new LengthOptions();

    @Mixin
    private SpeculationOptions speculation = new SpeculationOptions();

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "Continue each line of FILE (.jsonl: JSON texts, or objects with a \"prompt\""
                    + " and perhaps an \"adapter\"), several at a"
                    + " time, and print a line of JSON for each, in order.")
    private @Nullable Path prompts;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "How many of --prompts are continued together (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--session",
            paramLabel = "FILE",
            description = "Continue the session in FILE if it exists, and save it there in the end.")
    private @Nullable Path sessionFile;

    @Mixin
    private AdapterOptions adapters = new AdapterOptions();

    @Mixin
    private BeamOptions beams = new BeamOptions();

    @Mixin
    private FormOptions form = new FormOptions();

    @Mixin
    private MediaOptions media = new MediaOptions();

    @Mixin
    private InstructOptions instruct = new InstructOptions();

    @Mixin
    private ContextOptions context = new ContextOptions();

    @Option(names = "--echo", description = "Print the prompt before what follows.")
    private boolean echo;

    @Mixin
    private RunReport report = new RunReport();

    @Override
    public Integer call() throws IOException {
        check();
        LoadOptions options = context.applied(LoadOptions.defaults().withBackend(model.backend()));
        if (prompts != null) {
            options = options.withLimits(Batch.Limits.of(batch));
        }
        options = instruct.applied(adapters.applied(options, prompts != null));
        try (LanguageModel loaded = Menura.load(model.pathOrDefault(), options)) {
            if (loaded.loaded() instanceof LoadedModel.Decoder decoder && isConversation(decoder)) {
                new Conversing(console, sampling, length, speculation, context, media, form).with(loaded, null);
                return 0;
            }
            try (CtrlC _ = CtrlC.watch()) {
                return answer(loaded) ? 0 : 1;
            }
        }
    }

    /** Whether all went well. */
    private boolean answer(LanguageModel loaded) throws IOException {
        switch (loaded.loaded()) {
            case LoadedModel.Decoder decoder
            when prompts != null -> {
                return continueAll(loaded, decoder, prompts);
            }
            case LoadedModel.Decoder decoder when isTour(decoder) -> tour(decoder);
            case LoadedModel.Decoder decoder -> answer(loaded, decoder);
            case LoadedModel.Seq2Seq _ -> write(loaded);
            case LoadedModel.Encoder encoder ->
                throw new FormatException(encoder.source().path()
                        + " is a text encoder, which writes no text; `menura embed` shows what it makes of one");
            case LoadedModel.Speech speech ->
                throw new FormatException(
                        speech.source().path() + " writes what it hears; `menura transcribe` gives it a recording");
            case LoadedModel.Images _, LoadedModel.Dual _ ->
                throw new FormatException(loaded.loaded().source().path()
                        + " embeds pictures and writes no text; `menura embed --image` shows what it makes of one");
        }
        return true;
    }

    /** Whether somebody at a terminal names a model that talks and says nothing to it yet. */
    private boolean isConversation(LoadedModel.Decoder decoder) {
        boolean silent = !prompt.isGiven()
                && prompts == null
                && sessionFile == null
                && !form.isGiven()
                && !beams.isGiven()
                && !echo
                && report.streams();
        return silent && model.isNamed() && instruct.talks(decoder.text()) && Terminals.isInteractive();
    }

    private void check() {
        prompt.take(words, model.takeText());
        sampling.check();
        length.check();
        speculation.check();
        beams.check();
        prompt.check();
        context.check();
        instruct.check();
        report.check();
        media.check(console);
        form.check();
        if (batch < 1) {
            throw console.wrong("--batch must be at least 1, not " + batch);
        }
        boolean single = prompt.isGiven() || sessionFile != null || echo || speculation.isOn() || beams.isGiven();
        if (prompts != null && (single || report.logProbs() >= 0 || report.isJson())) {
            throw console.wrong(
                    "--prompts prints JSON lines, and goes without -p, -f, --session, --echo, --json, --logprobs,"
                            + " --beams, --draft and --lookup");
        }
    }

    /** Whether nothing is asked of the model that comes with Menura, and it can show what it can do. */
    private boolean isTour(LoadedModel.Decoder bundle) {
        boolean plain = !beams.isGiven()
                && sessionFile == null
                && !form.isGiven()
                && !speculation.isOn()
                && !echo
                && !instruct.isRaw();
        boolean silent = !prompt.isGiven() && !media.isGiven() && !model.isNamed();
        return bundle.drawing() != null && plain && silent && prompt.prompt().isEmpty();
    }

    private void tour(LoadedModel.Decoder bundle) {
        Supplier<Sampler> sampler = () -> sampling.sampler(bundle.text());
        new Tour(console, bundle, drawing(bundle), media, sampler).show();
    }

    /** Answers or continues a prompt. */
    private void answer(LanguageModel loaded, LoadedModel.Decoder bundle) throws IOException {
        if (media.isGiven() && (beams.isGiven() || sessionFile != null || speculation.isOn() || echo)) {
            throw console.wrong(
                    "--image, --audio and --video go without --beams, --session, --draft, --lookup and --echo");
        }
        if (beams.isGiven()) {
            search(loaded, bundle);
            return;
        }
        Session session = sessionFile != null && Files.exists(sessionFile)
                ? context.bounded(SessionFile.load(sessionFile, bundle.model()))
                : context.session(loaded);
        Sampler sampler = sampling.sampler(bundle.text());
        sampler.accept(session.tokens());
        Prompt asked = asked(bundle, session);
        TokenSequence sequence = speculation.open(session, bundle);
        boolean ofText = !media.isGiven() && (instruct.isRaw() || sessionFile != null);
        MediaGenerator.Answer answer = form.isGiven()
                ? loaded.answerInForm(
                        sequence,
                        asked,
                        sampler,
                        options(bundle.text()),
                        isRequest(session) ? layout(bundle).held(form, prompt.prompt()) : form.text(bundle.text()),
                        listener())
                : loaded.answer(
                        sequence, asked, sampler, options(bundle.text()), ofText ? null : drawing(bundle), listener());
        report.print(answer.result(), sequence, bundle.text(), media.files(), console);
        if (form.isGiven() && answer.result().reason() == Generator.Reason.LENGTH) {
            console.note("the text was cut off before it was whole; -n gives it more tokens");
        }
        if (answer.isBroken()) {
            console.note("the model began to ask for a picture and did not end: nothing is drawn for that");
        }
        if (sessionFile != null) {
            Generator.settle(sequence, answer.result());
            SessionFile.save(sequence instanceof SpeculativeSequence ahead ? ahead.session() : session, sessionFile);
        }
    }

    /** Writes the likeliest answer or continuation. */
    private void search(LanguageModel loaded, LoadedModel.Decoder bundle) {
        if (sessionFile != null || speculation.isOn() || form.isGiven()) {
            throw console.wrong("--beams goes without --session, --draft, --lookup and forms of the text");
        }
        BeamRun run = new BeamRun(console, sampling, report);
        run.check();
        Session session = context.session(loaded);
        session.append(asked(bundle, session));
        run.write(session.search(beams.params(bundle.text(), length)), session.tokens(), bundle.text());
    }

    /** Whether the prompt is what a user says, if the model can be talked to. */
    private boolean isRequest(Session session) {
        return media.isGiven() || session.length() == 0 && (sessionFile == null || instruct.isInstruct());
    }

    /** Shows what comes: texts if they are not reported in the end, and pictures. */
    private Consumer<Content> listener() {
        if (!report.streams()) {
            media.beQuiet();
        }
        return part -> {
            if (report.streams() || !(part instanceof Content.Text)) {
                media.show(part, console);
            }
        };
    }

    /** What the model is given: a request, or a text, whose later parts follow in other calls if there is a session. */
    private Prompt asked(LoadedModel.Decoder bundle, Session session) {
        String text = prompt.prompt();
        if (echo && report.streams()) {
            console.stream(text);
        }
        if (media.isGiven()) {
            MultimodalProcessor prompts = new MultimodalProcessor(bundle);
            List<Content> seen = media.read();
            return instruct.talks(bundle.text())
                    ? prompts.of(List.of(Message.user(text, seen)))
                    : prompts.raw(text, seen);
        }
        if (session.length() > 0) {
            return Prompt.of(bundle.text().tokenizer().encode(text, false, true));
        }
        return Prompt.of(
                isRequest(session) ? layout(bundle).ids(text) : bundle.text().prompt(text));
    }

    private MediaGenerator drawing(LoadedModel.Decoder bundle) {
        ImageRequest request = MediaGenerator.usual(bundle).withSeed(sampling.drawingSeed());
        return new MediaGenerator(bundle, request, (_, _, _) -> {});
    }

    private boolean continueAll(LanguageModel loaded, LoadedModel.Decoder bundle, Path file) {
        PromptLayout layout = layout(bundle);
        return new ManyPrompts(console, loaded, options(bundle.text()), report.isOfIds(), layout, form, context)
                .run(ManyPrompts.read(file), () -> sampling.sampler(bundle.text()));
    }

    private PromptLayout layout(LoadedModel.Decoder bundle) {
        return new PromptLayout(bundle, instruct, model.isNamed());
    }

    private void write(LanguageModel loaded) {
        if (media.isGiven()) {
            throw console.wrong(
                    "--image, --audio and --video are for models that see and hear; this model is an encoder-decoder"
                            + " of text");
        }
        if (sessionFile != null || prompts != null || speculation.isOn() || form.isGiven()) {
            throw console.wrong(
                    "--session, --prompts, --draft, --lookup and forms of the text are for decoders; this model is"
                            + " an encoder-decoder");
        }
        Generator.Options options = options(loaded.loaded().text());
        new Seq2SeqRun(console, sampling, length, report, beams).write(loaded, prompt.prompt(), options, listener());
    }

    private Generator.Options options(ModelTokenizer text) {
        return new Generator.Options(length.most(), length.endIds(text), sampling.stops(), report.logProbs())
                .withRules(text.rules());
    }
}
