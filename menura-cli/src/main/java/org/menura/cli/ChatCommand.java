package org.menura.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.load.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura chat}: a conversation in the terminal. */
@Command(
        name = "chat",
        description = {
            "Talks with a model in the terminal.",
            "A line is a turn; a turn of several lines has a backslash at the end of each, or \"\"\" around it. Lines that"
                    + " begin with / are commands: /help lists them (/reset, /regen, /undo, /system, /set, /image, /audio,"
                    + " /save, /load, /exit). Ctrl-C stops an answer. What is typed is kept as a history.",
            "Where the context is full, the oldest turns are no longer shown to the model."
        },
        footer = {
            "%nExamples:",
            "  menura chat",
            "  menura chat Qwen3-0.6B",
            "  menura chat SmolVLM-256M --image a.png",
            "  menura chat Llama-3.2-1B-Q4_K_M.gguf --system 'Be brief.' --temp 0.6",
            "  menura chat Llama-3.1-8B-Instruct --draft Llama-3.2-1B-Instruct",
            "  menura chat gemma-3-270m.gguf --chat-template gemma",
            "  menura chat Qwen3-0.6B < questions.txt > answers.txt",
            "  menura chat Qwen3-0.6B --choices yes,no"
        })
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private LengthOptions length = new LengthOptions();

    @Mixin
    private SpeculationOptions speculation = new SpeculationOptions();

    @Mixin
    private ContextOptions context = new ContextOptions();

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Mixin
    private AdapterOptions adapters = new AdapterOptions();

    @Mixin
    private MediaOptions media = new MediaOptions();

    @Mixin
    private FormOptions form = new FormOptions();

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told about its part.")
    private @Nullable String system;

    @Override
    public Integer call() {
        sampling.check();
        length.check();
        speculation.check();
        context.check();
        template.check();
        media.check(console);
        form.check();
        LoadOptions options = context.applied(LoadOptions.defaults().withBackend(model.backend()));
        LoadOptions adapted = template.applied(adapters.applied(options, false));
        try (LanguageModel opened = Menura.load(model.pathOrDefault(), adapted)) {
            if (!(opened.loaded() instanceof LoadedModel.Decoder)) {
                throw new FormatException(
                        opened.loaded().source().path() + " is no decoder, so it can't hold a conversation");
            }
            new Conversing(console, sampling, length, speculation, context, media, form).with(opened, system);
        }
        return 0;
    }
}
