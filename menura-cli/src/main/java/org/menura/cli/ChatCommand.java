package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.format.AtomicFile;
import org.menura.format.FormatException;
import org.menura.generate.ChatSession;
import org.menura.generate.MediaGenerator;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura chat}: a conversation in the terminal. */
@Command(
        name = "chat",
        description = {
            "Talks with a model through its chat template, a line a turn.",
            "/exit ends, /reset starts anew, /save FILE writes the conversation as JSON.",
            "/image FILE shows and /audio FILE plays something together with the next line, to models that see and hear;",
            "/video FILE shows frames of an animated GIF."
        },
        footer = {
            "%nExamples:",
            "  menura chat",
            "  menura chat Qwen3-0.6B",
            "  menura chat SmolVLM-256M --image a.png",
            "  menura chat Llama-3.2-1B-Instruct-Q4_K_M.gguf --system 'You answer in one sentence.' --temp 0.6",
            "  menura chat Llama-3.1-8B-Instruct --draft Llama-3.2-1B-Instruct"
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
    private AdapterOptions adapters = new AdapterOptions();

    @Mixin
    private MediaOptions media = new MediaOptions();

    /** What goes with the next turn. */
    private final List<Content> shown = new ArrayList<>();

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told about its part.")
    private @Nullable String system;

    @Override
    public Integer call() throws IOException {
        sampling.check();
        length.check();
        speculation.check();
        media.check(console);
        shown.addAll(media.read());
        LoadedModel bundle = adapters.open(model.pathOrDefault(), model.backend(), false);
        if (!(bundle instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(bundle.source().path() + " is no decoder, so it can't hold a conversation");
        }
        Generator.Options options = new Generator.Options(
                length.most(), length.endIds(decoder.text()), sampling.stops(), Generator.NO_LOG_PROBS);
        Supplier<TokenSequence> open = () -> speculation.open(new Session(decoder.model()), decoder);
        ImageRequest drawing = MediaGenerator.usual(decoder).withSeed(sampling.drawingSeed());
        ChatSession chat = new ChatSession(
                decoder,
                system,
                sampling.sampler(decoder.text().tokenizer()),
                options,
                new MediaGenerator(decoder, drawing, (_, _, _) -> {}),
                open);
        try (CtrlC _ = CtrlC.watch()) {
            talk(chat);
        }
        return 0;
    }

    private void talk(ChatSession chat) throws IOException {
        Charset charset = Charset.forName(System.getProperty("stdin.encoding", StandardCharsets.UTF_8.name()));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, charset));
        while (true) {
            console.stream("> ");
            String line = in.readLine();
            if (line == null || line.strip().equals("/exit")) {
                return;
            }
            if (!line.isBlank() && !turn(chat, line)) {
                return;
            }
        }
    }

    /** Whether the conversation goes on. */
    private boolean turn(ChatSession chat, String line) {
        String[] words = line.strip().split("\\s+", 2);
        try {
            switch (words[0]) {
                case "/reset" -> {
                    chat.reset();
                    shown.clear();
                }
                case "/save" -> {
                    if (words.length == 1) {
                        console.note("where to? /save FILE");
                    } else {
                        save(chat, Path.of(words[1]));
                    }
                }
                case "/image", "/audio", "/video" -> {
                    if (words.length == 1) {
                        console.note("which file? %s FILE".formatted(words[0]));
                    } else {
                        Path file = Path.of(words[1]);
                        shown.addAll(
                                switch (words[0]) {
                                    case "/image" -> List.of(MediaOptions.image(file));
                                    case "/audio" -> List.of(MediaOptions.audio(file));
                                    default -> media.video(file);
                                });
                    }
                }
                default -> {
                    return reply(chat, line);
                }
            }
        } catch (IOException
                | UncheckedIOException
                | FormatException
                | ContextOverflowException
                | IllegalArgumentException e) {
            console.note("menura: " + Failures.sentence(e));
        }
        return true;
    }

    private boolean reply(ChatSession chat, String line) {
        List<Content> parts = Message.user(line, List.copyOf(shown)).content();
        shown.clear();
        Generator.Result result =
                chat.say(parts, part -> media.show(part, console)).result();
        console.line("");
        console.note(String.format(
                Locale.ROOT,
                "[%d tokens, %.1f tokens/s%s]",
                result.tokens().size(),
                result.tokenRate(),
                SpeculationOptions.report(chat.sequence())));
        return result.reason() != Generator.Reason.CANCELLED;
    }

    private static void save(ChatSession chat, Path file) throws IOException {
        byte[] json = new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(
                        chat.messages().stream().map(MessageJson::write).toList());
        AtomicFile.write(file, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(json);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
