package org.menura.train.setup;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.model.gguf.GgufModels;
import org.menura.model.load.ModelSource;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.train.schema.Options;

/**
 * Parameters of a new model of which some parts begin with those of checkpoints. Where the vocabulary has grown, the rows
 * of tokens that a checkpoint does not know keep their fresh values.
 */
final class PartedParameters implements Parameters {
    private final Parameters fresh;
    private final List<Part> innermostFirst;

    /**
     * A part of a model.
     *
     * @param at path in the model; empty for all of it
     * @param from path in the checkpoint; empty for all of it
     * @param source the checkpoint
     * @param vocabulary how many tokens it knows; 0 if it does not say
     * @param stored its parameters
     */
    private record Part(String at, String from, Path source, long vocabulary, CheckpointParameters stored) {
        static Part of(Options o) {
            Path path = o.path("checkpoint");
            ModelSource source = ModelSource.open(path);
            GgufFile gguf = source.gguf();
            GgufModels.Translated t = gguf == null
                    ? new GgufModels.Translated(source.config(), source.weights())
                    : GgufModels.toHuggingFace(gguf); // the model's config knows nothing of the file's order of rows
            String from = o.text("from");
            CheckpointParameters stored = new CheckpointParameters(t.weights());
            List<String> others = t.weights().names().stream()
                    .filter(name -> !isBelow(from, name))
                    .toList();
            if (others.size() == t.weights().names().size()) {
                throw new FormatException(
                        "model.parts: %s holds no parameter below '%s'; its names begin with those that"
                                        .formatted(path, from)
                                + " `menura info` lists");
            }
            others.forEach(stored::skip);
            JsonNode config = t.config();
            JsonNode text = config.has("vocab_size") ? config : config.path("text_config");
            return new Part(o.text("at"), from, path, text.path("vocab_size").asLong(), stored);
        }

        boolean holds(String name) {
            return isBelow(at, name);
        }

        String stored(String name) {
            String rest = at.isEmpty() ? name : name.substring(Math.min(name.length(), at.length() + 1));
            return from.isEmpty() ? rest : rest.isEmpty() ? from : from + "." + rest;
        }

        /** Whether a parameter has a row for each token, of which the checkpoint knows fewer than the model. */
        boolean grows(Shape there, Shape wanted) {
            if (there.rank() != wanted.rank() || there.dim(0) != vocabulary || there.dim(0) >= wanted.dim(0)) {
                return false;
            }
            for (int d = 1; d < there.rank(); d++) {
                if (there.dim(d) != wanted.dim(d)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Parameters of a model.
     *
     * @param parts the entries of a recipe's {@code model.parts}
     * @param fresh what the others begin with
     * @throws FormatException if a checkpoint is damaged or has nothing to give
     */
    PartedParameters(List<Options> parts, Parameters fresh) {
        this.fresh = fresh;
        this.innermostFirst = parts.stream()
                .map(Part::of)
                .sorted(Comparator.comparingInt((Part p) -> p.at.length()).reversed())
                .toList();
    }

    private static boolean isBelow(String path, String name) {
        return path.isEmpty() || name.equals(path) || name.startsWith(path + ".");
    }

    private @Nullable Part part(String name) {
        return innermostFirst.stream().filter(p -> p.holds(name)).findFirst().orElse(null);
    }

    @Override
    public boolean has(String name) {
        Part part = part(name);
        return part == null ? fresh.has(name) : part.stored.has(part.stored(name));
    }

    @Override
    public boolean gives(String name) {
        Part part = part(name);
        return part == null ? fresh.gives(name) : part.stored.gives(part.stored(name));
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        Part part = part(name);
        if (part == null) {
            return fresh.get(name, shape, init);
        }
        String stored = part.stored(name);
        if (!part.stored.has(stored)) {
            throw new FormatException("model.parts: %s has no %s, with which %s of the new model would begin"
                    .formatted(part.source, stored, name));
        }
        skipOutside(part, name);
        Shape there = part.stored.shape(stored);
        Tensor value = part.stored.get(stored, part.grows(there, shape) ? there : shape, init);
        return part.grows(there, shape) ? grown(value, fresh.get(name, shape, init)) : value;
    }

    /** What an inner part gives is not wanted of the outer ones. */
    private void skipOutside(Part given, String name) {
        innermostFirst.stream()
                .filter(p -> !Objects.equals(p, given) && p.holds(name))
                .forEach(p -> p.stored.skip(p.stored(name)));
    }

    /** The first rows of a fresh parameter replaced. */
    private static Tensor grown(Tensor known, Tensor freshValue) {
        float[] all = freshValue.toFloats().clone();
        float[] first = known.toFloats();
        System.arraycopy(first, 0, all, 0, first.length);
        return Tensor.of(all, 0, freshValue.shape());
    }

    @Override
    public Shape shape(String name) {
        Part part = part(name);
        return part == null ? fresh.shape(name) : part.stored.shape(part.stored(name));
    }

    @Override
    public void skip(String name) {
        innermostFirst.stream().filter(p -> p.holds(name)).forEach(p -> p.stored.skip(p.stored(name)));
        fresh.skip(name);
    }

    @Override
    public void skipAll(String path) {
        innermostFirst.stream().filter(p -> p.holds(path)).forEach(p -> p.stored.skipAll(p.stored(path)));
        fresh.skipAll(path);
    }

    /** Refuses parameters of the checkpoints that the model does not have. */
    @Override
    public void finish() {
        innermostFirst.forEach(p -> p.stored.finish());
        fresh.finish();
    }
}
