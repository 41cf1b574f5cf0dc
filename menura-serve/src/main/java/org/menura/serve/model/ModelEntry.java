package org.menura.serve.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that a server knows.
 *
 * @param name the name that requests choose it with
 * @param path a Hugging Face folder, a GGUF file, or a folder of a diffusion pipeline
 * @param projector a GGUF file with the encoders of pictures or sounds that belong to a GGUF model; null for none
 * @param adapters folders of PEFT adapters by the names that requests choose them with, as if they were models
 */
public record ModelEntry(String name, Path path, @Nullable Path projector, Map<String, Path> adapters) {
    /** Checks the name, and copies the adapters. */
    public ModelEntry {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        adapters = Collections.unmodifiableMap(new LinkedHashMap<>(adapters));
    }

    /** Creates an entry that is named as its file or folder is. */
    public static ModelEntry of(Path path) {
        return of(nameOf(path), path);
    }

    /** Creates an entry without a projector and adapters. */
    public static ModelEntry of(String name, Path path) {
        return new ModelEntry(name, path, null, Map.of());
    }

    private static String nameOf(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "model" : last.toString();
        return name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
    }

    /** Returns a copy with a projector. */
    public ModelEntry withProjector(@Nullable Path mmproj) {
        return new ModelEntry(name, path, mmproj, adapters);
    }

    /** Returns a copy with one more adapter. */
    public ModelEntry withAdapter(String adapter, Path folder) {
        Map<String, Path> more = new LinkedHashMap<>(adapters);
        more.put(adapter, folder);
        return new ModelEntry(name, path, projector, more);
    }
}
