package org.menura.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes to the standard output and fails where it can't, as {@link System#out} does not: a full disk or a reader that has
 * gone ends the command.
 */
final class StandardOutput {
    /** What shells report of a program that a closed pipe has ended. */
    static final int BROKEN_PIPE = 141;

    private StandardOutput() {}

    /** A failed write. */
    static final class FailedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        FailedException(IOException cause) {
            super("the standard output can't be written: " + cause.getMessage(), cause);
        }

        /** Whether whoever read the output has closed it, which is no fault. */
        boolean isBrokenPipe() {
            String reason = String.valueOf(getMessage()).toLowerCase(Locale.ROOT);
            return reason.contains("broken pipe")
                    || reason.contains("pipe is being closed")
                    || reason.contains("pipe has been ended");
        }
    }

    /** A writer to the process's standard output. */
    static PrintWriter open() {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", StandardCharsets.UTF_8.name()));
        return writer(new FileOutputStream(FileDescriptor.out), charset);
    }

    /** A writer that throws {@link FailedException} where {@code out} can't be written. */
    static PrintWriter writer(OutputStream out, Charset charset) {
        return new PrintWriter(new Checked(new OutputStreamWriter(out, charset)));
    }

    /** Turns errors into exceptions that {@link PrintWriter} lets through. */
    private static final class Checked extends Writer {
        private final Writer out;

        Checked(Writer out) {
            this.out = out;
        }

        @Override
        public void write(char[] text, int from, int length) {
            try {
                out.write(text, from, length);
            } catch (IOException e) {
                throw new FailedException(e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new FailedException(e);
            }
        }

        @Override
        public void close() {
            flush();
        }
    }
}
