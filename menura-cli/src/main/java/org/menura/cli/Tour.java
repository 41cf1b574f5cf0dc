package org.menura.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.generate.MediaGenerator;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;

/** Shows what the model that comes with Menura can do: it sees, hears, tells a story and draws, on samples of its folder. */
final class Tour {
    private static final int MOST_TOKENS = 200;

    private final Console console;
    private final LoadedModel.Decoder bundle;
    private final MediaGenerator generator;
    private final MediaOptions media;
    private final Supplier<Sampler> storyteller;

    /**
     * A tour.
     *
     * @param storyteller how the story is sampled; facts are greedy
     */
    Tour(
            Console console,
            LoadedModel.Decoder bundle,
            MediaGenerator generator,
            MediaOptions media,
            Supplier<Sampler> storyteller) {
        this.console = console;
        this.bundle = bundle;
        this.generator = generator;
        this.media = media;
        this.storyteller = storyteller;
    }

    void show() {
        Path samples = bundle.source().path().resolve("samples");
        Path picture = samples.resolve("picture.png");
        Path word = samples.resolve("word.wav");
        ask("What do you see?", picture, List.of(MediaOptions.image(picture)), facts());
        ask("What do you hear?", word, List.of(MediaOptions.audio(word)), facts());
        ask("Tell me a story about this picture.", picture, List.of(MediaOptions.image(picture)), storyteller.get());
        ask("Draw a red heart.", null, List.of(), facts());
    }

    private static Sampler facts() {
        return new Sampler(SamplingParams.greedy());
    }

    private void ask(String prompt, @Nullable Path file, List<Content> about, Sampler sampler) {
        console.line("> " + (file == null ? "" : "[" + file.getFileName() + "] ") + prompt);
        Prompt asked = about.isEmpty()
                ? Prompt.of(bundle.text().request(prompt))
                : new MultimodalProcessor(bundle).of(List.of(Message.user(prompt, about)));
        Generator.Options options =
                new Generator.Options(MOST_TOKENS, bundle.text().endIds(), List.of(), Generator.NO_LOG_PROBS);
        generator.generate(new Session(bundle.model()), asked, sampler, options, part -> media.show(part, console));
        console.line("");
        console.line("");
    }
}
