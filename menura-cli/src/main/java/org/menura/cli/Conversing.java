package org.menura.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.generate.ChatSession;
import org.menura.generate.LanguageModel;
import org.menura.generate.MediaGenerator;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelInfo;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.TokenSequence;

/** The options of a conversation, and the start of one. */
record Conversing(
        Console console,
        SamplingOptions sampling,
        LengthOptions length,
        SpeculationOptions speculation,
        ContextOptions context,
        MediaOptions media,
        FormOptions form) {
    /** Stands for what users say, where only the template's beginning of an answer matters. */
    private static final Message USUAL = Message.user("Hello.");

    /**
     * Talks with a decoder until the user ends it.
     *
     * @param system what the model is told about its part; null for nothing
     */
    void with(LanguageModel model, @Nullable String system) {
        LoadedModel.Decoder decoder = (LoadedModel.Decoder) model.loaded();
        ChatSession chat = chat(model, decoder, system);
        ChatSettings settings = new ChatSettings(console.spec(), "sampling", "length");
        Runnable resample = () -> {
            sampling.check();
            length.check();
            chat.sampling(sampler(decoder), options(decoder));
        };
        try (LineInput in = Terminals.isInteractive() ? TerminalInput.open(Talk.names()) : new PipedInput(System.in)) {
            new Talk(console, in, chat, media, settings, resample, about(decoder, chat)).run();
        }
    }

    private ChatSession chat(LanguageModel model, LoadedModel.Decoder decoder, @Nullable String system) {
        Supplier<TokenSequence> sequence = () -> speculation.open(context.session(model), decoder);
        if (form.isGiven()) {
            return model.newChat(system, sampler(decoder), options(decoder), form.answer(decoder, USUAL), sequence);
        }
        ImageRequest drawing = MediaGenerator.usual(decoder).withSeed(sampling.drawingSeed());
        return model.newChat(
                system,
                sampler(decoder),
                options(decoder),
                new MediaGenerator(decoder, drawing, (_, _, _) -> {}),
                sequence);
    }

    private Sampler sampler(LoadedModel.Decoder decoder) {
        return sampling.sampler(decoder.text());
    }

    private Generator.Options options(LoadedModel.Decoder decoder) {
        return new Generator.Options(
                        length.most(), length.endIds(decoder.text()), sampling.stops(), Generator.NO_LOG_PROBS)
                .withRules(decoder.text().rules());
    }

    private static String about(LoadedModel.Decoder decoder, ChatSession chat) {
        ModelInfo info = ModelInfo.of(decoder);
        int most = chat.sequence().contextLength();
        return "%s (%s, %s parameters, %s), %s"
                .formatted(
                        decoder.source().path(),
                        info.family(),
                        Units.count(info.parameters()),
                        ModelInfo.typeName(decoder),
                        most == Integer.MAX_VALUE ? "a context without bound" : "a context of " + most + " tokens");
    }
}
