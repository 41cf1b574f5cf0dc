package org.menura.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns from a file or a program: a line each. */
final class PipedInput implements LineInput {
    private final BufferedReader in;
    private final CtrlC ending = CtrlC.watch();

    PipedInput(InputStream in) {
        Charset charset = Charset.forName(System.getProperty("stdin.encoding", StandardCharsets.UTF_8.name()));
        this.in = new BufferedReader(new InputStreamReader(in, charset));
    }

    @Override
    public @Nullable String next() {
        try {
            String line = in.readLine();
            if (line == null || Thread.currentThread().isInterrupted()) {
                return null;
            }
            StringBuilder turn = new StringBuilder(line);
            while (LineInput.isOpen(turn.toString())) {
                String more = in.readLine();
                if (more == null) {
                    break;
                }
                turn.append('\n').append(more);
            }
            return LineInput.joined(turn.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isTerminal() {
        return false;
    }

    /** Nobody is there to press keys; an end of the program from outside ends the answer, too. */
    @Override
    public Answering answering() {
        return () -> {};
    }

    @Override
    public void close() {
        ending.close();
    }
}
