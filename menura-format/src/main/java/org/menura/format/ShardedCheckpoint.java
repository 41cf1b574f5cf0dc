package org.menura.format;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.Set;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;
import org.menura.tensor.dtype.DType;

/** A checkpoint of one model's tensors in several files. */
@Internal
public final class ShardedCheckpoint implements Checkpoint {
    private final String source;
    private final SequencedMap<String, Checkpoint> shardOf;

    /**
     * Creates a checkpoint of the tensors that {@code shardOf} names, each in its shard.
     *
     * @param source where they come from, for messages
     * @throws FormatException if a shard lacks a tensor that it should hold
     */
    public ShardedCheckpoint(String source, SequencedMap<String, Checkpoint> shardOf) {
        this.source = source;
        this.shardOf = Collections.unmodifiableSequencedMap(shardOf);
        shardOf.forEach((name, shard) -> {
            if (!shard.has(name)) {
                throw new FormatException("%s: tensor %s should be in %s but is not; do the files belong together?"
                        .formatted(source, name, shard.source()));
            }
        });
    }

    @Override
    public Set<String> names() {
        return shardOf.keySet();
    }

    @Override
    public DType dtype(String name) {
        return shard(name).dtype(name);
    }

    @Override
    public Shape shape(String name) {
        return shard(name).shape(name);
    }

    @Override
    public Tensor tensor(String name) {
        return shard(name).tensor(name);
    }

    @Override
    public String source() {
        return source;
    }

    private Checkpoint shard(String name) {
        Checkpoint shard = shardOf.get(name);
        if (shard == null) {
            throw new FormatException("%s holds no tensor %s".formatted(source, name));
        }
        return shard;
    }
}
