package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Turns that are typed at a terminal, with editing, a history that is kept between conversations, and several lines to a turn.
 * What is pasted at once is one turn.
 */
final class TerminalInput implements LineInput {
    private static final int INTERRUPTED = 130;

    private final Terminal terminal;
    private final LineReader reader;

    /**
     * Input from a terminal.
     *
     * @param words what can be completed at the start of a line
     */
    TerminalInput(Terminal terminal, Collection<String> words) {
        this.terminal = terminal;
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("menura")
                .parser(new Turns())
                .completer((_, line, candidates) -> {
                    if (line.wordIndex() == 0 && line.line().startsWith("/")) {
                        words.forEach(w -> candidates.add(new Candidate(w)));
                    }
                })
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "… ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        Path history = history(System.getenv());
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        reader = builder.build();
    }

    /** Opens the terminal that the program was started at. */
    static TerminalInput open(Collection<String> words) {
        try {
            return new TerminalInput(Terminals.open(), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the history, in the user's folder for such state; null where there can be none. */
    static @Nullable Path history(Map<String, String> environment) {
        String named = environment.get("XDG_STATE_HOME");
        String local = environment.get("LOCALAPPDATA");
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        Path folder = named != null && !named.isBlank()
                ? Path.of(named)
                : windows && local != null
                        ? Path.of(local)
                        : Path.of(System.getProperty("user.home"), ".local", "state");
        try {
            return Files.createDirectories(folder.resolve("menura")).resolve("chat-history");
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public @Nullable String next() {
        while (true) {
            try {
                return LineInput.joined(reader.readLine("> "));
            } catch (UserInterruptException e) {
                if (e.getPartialLine() == null || e.getPartialLine().isBlank()) {
                    return null;
                }
            } catch (EndOfFileException _) {
                return null;
            }
        }
    }

    @Override
    public boolean isTerminal() {
        return true;
    }

    @Override
    public Answering answering() {
        Thread worker = Thread.currentThread();
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, _ -> {
            if (worker.isInterrupted()) {
                System.exit(INTERRUPTED);
            }
            worker.interrupt();
        });
        return () -> terminal.handle(Terminal.Signal.INT, before);
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds the end of a turn. */
    private static final class Turns implements Parser {
        private final DefaultParser words =
                new DefaultParser().escapeChars(null).quoteChars(new char[0]);

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && LineInput.isOpen(line)) {
                throw new EOFError(-1, -1, "the turn goes on");
            }
            return words.parse(line, cursor, context);
        }
    }
}
