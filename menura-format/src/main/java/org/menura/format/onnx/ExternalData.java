package org.menura.format.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;

/** Files beside a model that hold its larger tensors. They must lie in the model's folder or below it. */
final class ExternalData {
    private final @Nullable Path folder;
    private final String source;
    private final Map<String, MemorySegment> files = new HashMap<>();

    /** External data of a model in {@code folder}, or of one that is in no folder and can't have any. */
    ExternalData(@Nullable Path folder, String source) {
        this.folder = folder;
        this.source = source;
    }

    /**
     * Bytes of an external file.
     *
     * @param fields {@code location}, {@code offset} and {@code length} of the message
     * @param bytes how many are needed
     */
    MemorySegment find(Map<String, String> fields, long bytes, String tensor) {
        String location = fields.getOrDefault("location", "");
        MemorySegment file = files.computeIfAbsent(location, l -> map(l, tensor));
        long offset = number(fields.getOrDefault("offset", "0"), tensor);
        if (offset < 0 || offset > file.byteSize() || bytes > file.byteSize() - offset) {
            throw new FormatException("%s: %s takes %d bytes from %d on in %s, which has %d"
                    .formatted(source, tensor, bytes, offset, location, file.byteSize()));
        }
        return file.asSlice(offset, bytes);
    }

    private MemorySegment map(String location, String tensor) {
        Path file = folder == null || location.isEmpty() ? null : inside(folder, location);
        if (file == null) {
            throw new FormatException("%s: %s lies in the file \"%s\", which is not in the model's folder"
                    .formatted(source, tensor, location));
        }
        if (!Files.isRegularFile(file)) {
            throw new FormatException("%s: %s lies in the file %s, which is missing".formatted(source, tensor, file));
        }
        return MappedFile.map(file);
    }

    private static @Nullable Path inside(Path folder, String location) {
        try {
            Path file = folder.resolve(location).normalize();
            return Path.of(location).isAbsolute() || !file.startsWith(folder.normalize()) ? null : file;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private long number(String text, String tensor) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new FormatException("%s: %s has the external offset \"%s\"".formatted(source, tensor, text), e);
        }
    }
}
