package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.ConversationFile;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.generate.ChatSession;
import org.menura.generate.MediaGenerator;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import picocli.CommandLine.ParameterException;

/** A conversation at the terminal or from a file: reads turns and commands, and shows answers. */
final class Talk {
    private final Console console;
    private final LineInput in;
    private final ChatSession chat;
    private final MediaOptions media;
    private final ChatSettings settings;
    private final Runnable resample;
    private final String about;
    private final Map<String, Command> commands = new LinkedHashMap<>();
    /** What goes with the next turn. */
    private final List<Content> shown = new ArrayList<>();

    private @Nullable Path saved;
    private boolean saidFull;

    /** What a command does with what stands behind it. */
    @FunctionalInterface
    private interface Action {
        /** Whether the conversation goes on. */
        boolean run(String rest) throws IOException;
    }

    private record Command(String usage, String help, Action action) {}

    /**
     * A conversation.
     *
     * @param settings what /set changes
     * @param resample lets what was set count from now on
     * @param about the model, for people
     */
    Talk(
            Console console,
            LineInput in,
            ChatSession chat,
            MediaOptions media,
            ChatSettings settings,
            Runnable resample,
            String about) {
        this.console = console;
        this.in = in;
        this.chat = chat;
        this.media = media;
        this.settings = settings;
        this.resample = resample;
        this.about = about;
        shown.addAll(media.read());
        add("/help", "", "lists the commands", _ -> help(), "/?");
        add("/exit", "", "ends, as Ctrl-D does", _ -> false, "/quit", "/bye", "/q");
        add("/reset", "", "begins a new conversation", _ -> reset(), "/clear", "/new");
        add("/regen", "", "gives the last answer anew", _ -> answer(chat::again), "/retry", "/regenerate");
        add("/undo", "", "takes back the last turn", _ -> undo());
        add("/system", "[TEXT]", "tells the model about its part; without TEXT, nothing more", this::system);
        add("/set", "[NAME VALUE]", "changes how the model writes: temp, top-p, seed, predict, …", this::set);
        add("/show", "", "shows the model, the settings and how full the context is", _ -> show(), "/info");
        add(
                "/image",
                "FILE",
                "shows a picture with the next turn",
                f -> attach(f, List.of(MediaOptions.image(Path.of(f)))));
        add(
                "/audio",
                "FILE",
                "plays a sound with the next turn",
                f -> attach(f, List.of(MediaOptions.audio(Path.of(f)))));
        add("/video", "FILE", "shows frames of an animated GIF", f -> attach(f, media.video(Path.of(f))));
        add("/save", "FILE", "writes the conversation as JSON, pictures and sounds included", this::save);
        add("/load", "FILE", "goes on with a conversation that was saved", this::load);
    }

    private void add(String name, String arguments, String help, Action action, String... aliases) {
        String usage = (String.join(", ", concat(name, aliases)) + " " + arguments).strip();
        Command command = new Command(usage, help, rest -> {
            if (!arguments.isEmpty() && !arguments.startsWith("[") && rest.isEmpty()) {
                console.note("which %s? %s %s".formatted(arguments.toLowerCase(Locale.ROOT), name, arguments));
                return true;
            }
            return action.run(rest);
        });
        commands.put(name, command);
        for (String alias : aliases) {
            commands.put(alias, command);
        }
    }

    private static List<String> concat(String name, String... aliases) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(aliases));
        return all;
    }

    /** Names of the commands. */
    static List<String> names() {
        return List.of(
                "/help", "/exit", "/quit", "/bye", "/reset", "/clear", "/regen", "/undo", "/system", "/set", "/show",
                "/image", "/audio", "/video", "/save", "/load");
    }

    /** Talks until the user ends it. */
    void run() {
        if (in.isTerminal()) {
            console.line(about);
            console.line(
                    "/help lists commands; Ctrl-C stops an answer, Ctrl-D ends. Several lines: end each with \\, or put"
                            + " \"\"\" around them.");
            console.line("");
        }
        for (String line = in.next(); line != null; line = in.next()) {
            if (!line.isBlank() && !turn(line)) {
                return;
            }
        }
    }

    /** Whether the conversation goes on. */
    private boolean turn(String line) {
        try {
            return line.startsWith("/") ? command(line.strip()) : say(line);
        } catch (IOException
                | UncheckedIOException
                | FormatException
                | ContextOverflowException
                | ParameterException
                | IllegalArgumentException e) {
            console.note("menura: " + Failures.sentence(e));
        } catch (CancellationException _) {
            stopped();
        }
        return true;
    }

    private boolean command(String line) throws IOException {
        String[] words = line.split("\\s+", 2);
        Command command = commands.get(words[0]);
        if (command != null) {
            return command.action.run(words.length == 1 ? "" : words[1].strip());
        }
        List<String> near = Suggestions.nearest(words[0], commands.keySet());
        console.note("there is no command %s; %s"
                .formatted(
                        words[0],
                        near.isEmpty()
                                ? "/help lists all (with a blank before it, the line goes to the model)"
                                : "did you mean " + String.join(" or ", near) + "?"));
        if (near.isEmpty()) {
            console.note(String.join(" ", names()));
        }
        return true;
    }

    private boolean say(String line) {
        List<Content> parts = Message.user(line, List.copyOf(shown)).content();
        shown.clear();
        return answer(listener -> chat.say(parts, listener));
    }

    /** Gives an answer. */
    @FunctionalInterface
    private interface Answer {
        MediaGenerator.Answer to(Consumer<Content> listener);
    }

    private boolean answer(Answer answer) {
        Generator.Result result;
        try (LineInput.Answering _ = in.answering()) {
            result = answer.to(part -> media.show(part, console)).result();
        }
        console.line("");
        if (chat.forgotten() > 0 && !saidFull) {
            saidFull = true;
            console.note(
                    "[the context of %d tokens is full: the oldest turns are no longer shown to the model; /reset begins"
                                    .formatted(chat.sequence().contextLength())
                            + " a new conversation]");
        }
        boolean cancelled = result.reason() == Generator.Reason.CANCELLED;
        if (cancelled && in.isTerminal()) {
            return stopped();
        }
        console.note(String.format(
                Locale.ROOT,
                "[%d tokens, %.1f tokens/s%s%s]",
                result.tokens().size(),
                result.tokenRate(),
                SpeculationOptions.report(chat.sequence()),
                result.reason() == Generator.Reason.CONTEXT ? "; the context is full" : ""));
        return !cancelled;
    }

    private boolean stopped() {
        boolean interrupted = Thread.interrupted();
        console.note("[stopped]");
        return in.isTerminal() || !interrupted;
    }

    private boolean help() {
        commands.values().stream().distinct().forEach(c -> console.note("  %-34s %s".formatted(c.usage, c.help)));
        console.note(
                "  Several lines: end each with \\, or put \"\"\" around them; what is pasted at once is one turn.");
        console.note("  Ctrl-C stops an answer, and at the prompt ends; so does Ctrl-D.");
        return true;
    }

    private boolean reset() {
        chat.reset();
        shown.clear();
        saidFull = false;
        console.note("a new conversation");
        return true;
    }

    private boolean undo() {
        console.note(chat.undo().isEmpty() ? "there is no turn to take back" : "the last turn is taken back");
        return true;
    }

    private boolean system(String text) {
        chat.system(text.isEmpty() ? null : text);
        console.note(text.isEmpty() ? "no system message" : "the system message is set");
        return true;
    }

    private boolean set(String rest) {
        String[] words = rest.split("\\s+", 2);
        if (words.length < 2) {
            console.note(settings.summary());
            return true;
        }
        Runnable undo = settings.set(words[0], words[1]);
        boolean done = false;
        try {
            resample.run();
            done = true;
        } finally {
            if (!done) {
                undo.run();
            }
        }
        console.note("%s is %s".formatted(words[0], words[1]));
        return true;
    }

    private boolean show() {
        console.note(about);
        chat.messages().stream()
                .filter(m -> m.role().equals(Role.SYSTEM))
                .forEach(m -> console.note("system: " + m.text()));
        console.note(settings.summary());
        console.note("%d messages%s; %d of %d tokens"
                .formatted(
                        chat.messages().size(),
                        chat.forgotten() == 0
                                ? ""
                                : ", the oldest %d not shown to the model".formatted(chat.forgotten()),
                        chat.sequence().length(),
                        chat.sequence().contextLength()));
        if (!shown.isEmpty()) {
            console.note("%d with the next turn".formatted(shown.size()));
        }
        return true;
    }

    private boolean attach(String file, List<Content> parts) {
        shown.addAll(parts);
        console.note(file + " goes with the next turn");
        return true;
    }

    private boolean save(String file) throws IOException {
        Path target = Path.of(file);
        if (OutputFile.replaces(target) && !target.equals(saved)) {
            console.note(file + " exists already; choose another name");
            return true;
        }
        ConversationFile.write(chat.messages(), target);
        saved = target;
        console.note("saved %d messages to %s".formatted(chat.messages().size(), file));
        return true;
    }

    private boolean load(String file) {
        List<Message> messages = ConversationFile.read(Path.of(file));
        chat.messages(messages);
        saved = Path.of(file);
        saidFull = false;
        console.note("%d messages from %s".formatted(messages.size(), file));
        return true;
    }
}
