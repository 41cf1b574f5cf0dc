package org.menura.eval.task.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.menura.format.FormatException;

/** Reads files of text, packed with gzip or not. */
final class Texts {
    static final String PACKED = ".gz";

    private Texts() {}

    /** Reads a file of UTF-8 without its byte order mark. */
    static String read(Path file) {
        String text = readMarked(file);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** Reads a file of UTF-8 as it is: its byte order mark, if it has one, stays. */
    static String readMarked(Path file) {
        try (InputStream in = Files.newInputStream(file);
                InputStream open = file.toString().endsWith(PACKED) ? new GZIPInputStream(in) : in) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(open.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not UTF-8", e);
        } catch (EOFException | ZipException e) {
            throw new FormatException(
                    "%s is damaged or was cut off: %s; get it again".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
