package org.menura.generate;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.batch.Batch;
import org.menura.model.adapter.AdapterSelection;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;

/**
 * Options with which {@link Menura#load} loads a model:
 *
 * <pre>{@code
 * LoadOptions options = LoadOptions.defaults().withThreads(4).withContext(4096).withCacheType(DType.F16);
 * }</pre>
 *
 * @param cpu threads, exactness and native libraries of the backend that is made for the model
 * @param backend the backend that computes; null to make one as {@code cpu} says
 * @param context most tokens of a sequence, prompt included; the model's own context length if that is less
 * @param cacheType type that the KV cache stores keys and values in: F32, F16 or Q8_0
 * @param adapters folders of PEFT adapters by the names that requests choose them with
 * @param use the adapters of requests that don't choose; null for the only one, or none of several
 * @param projector a GGUF file with the vision tower and projector that belong to a GGUF model; null for none
 * @param chatTemplate the source of a chat template that takes the place of the model's own; null for that
 * @param limits most sequences that are decoded at a time, and what they share
 */
public record LoadOptions(
        CpuOptions cpu,
        @Nullable Backend backend,
        int context,
        DType cacheType,
        Map<String, Path> adapters,
        @Nullable AdapterSelection use,
        @Nullable Path projector,
        @Nullable String chatTemplate,
        Batch.Limits limits) {
    /** Texts that are under way at a time, unless said otherwise. */
    private static final int SEQUENCES = 16;

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the context has no room, or keys and values can't be stored so
     */
    public LoadOptions {
        if (context < 1) {
            throw new IllegalArgumentException("the context must have at least 1 token, not " + context);
        }
        if (cacheType != DType.F32 && cacheType != DType.F16 && cacheType != DType.Q8_0) {
            throw new IllegalArgumentException("keys and values are stored as F32, F16 or Q8_0, not " + cacheType);
        }
        adapters = Collections.unmodifiableMap(new LinkedHashMap<>(adapters));
    }

    /**
     * Returns options with the fastest backend on all processors, the model's whole context, an F32 KV cache and no
     * adapters.
     */
    public static LoadOptions defaults() {
        return new LoadOptions(
                CpuOptions.fastest(),
                null,
                Integer.MAX_VALUE,
                DType.F32,
                Map.of(),
                null,
                null,
                null,
                Batch.Limits.exact(SEQUENCES));
    }

    /** Returns a copy with another number of compute threads. */
    public LoadOptions withThreads(int threads) {
        return withCpu(cpu.withThreads(threads));
    }

    /** Returns a copy with oneDNN, if {@code menura-onednn} is there, or without it. */
    public LoadOptions withOneDnn(boolean yes) {
        return withCpu(cpu.withLibraries(yes));
    }

    /** Returns a copy with other options of the CPU backend. */
    public LoadOptions withCpu(CpuOptions options) {
        return new LoadOptions(options, backend, context, cacheType, adapters, use, projector, chatTemplate, limits);
    }

    /** Returns a copy with a backend of the caller's own. */
    public LoadOptions withBackend(Backend ops) {
        return new LoadOptions(cpu, ops, context, cacheType, adapters, use, projector, chatTemplate, limits);
    }

    /** Returns a copy with another limit of the context, in tokens per sequence. */
    public LoadOptions withContext(int tokens) {
        return new LoadOptions(cpu, backend, tokens, cacheType, adapters, use, projector, chatTemplate, limits);
    }

    /** Returns a copy with a KV cache of another type: F32, F16 or Q8_0. */
    public LoadOptions withCacheType(DType type) {
        return new LoadOptions(cpu, backend, context, type, adapters, use, projector, chatTemplate, limits);
    }

    /** Returns a copy with one more adapter, which replaces one of the same name. */
    public LoadOptions withAdapter(String name, Path folder) {
        Map<String, Path> more = new LinkedHashMap<>(adapters);
        more.put(name, folder);
        return new LoadOptions(cpu, backend, context, cacheType, more, use, projector, chatTemplate, limits);
    }

    /** Returns a copy with other adapters for requests that don't choose. */
    public LoadOptions withUse(AdapterSelection selection) {
        return new LoadOptions(cpu, backend, context, cacheType, adapters, selection, projector, chatTemplate, limits);
    }

    /** Returns a copy with a projector beside a GGUF model ({@code mmproj}). */
    public LoadOptions withProjector(Path mmproj) {
        return new LoadOptions(cpu, backend, context, cacheType, adapters, use, mmproj, chatTemplate, limits);
    }

    /**
     * Returns a copy with a chat template in the place of the model's own.
     *
     * @param template its source; {@link org.menura.chat.template.NamedTemplates} has those that are known by name
     */
    public LoadOptions withChatTemplate(String template) {
        return new LoadOptions(cpu, backend, context, cacheType, adapters, use, projector, template, limits);
    }

    /** Returns a copy with other limits of the batch. */
    public LoadOptions withLimits(Batch.Limits most) {
        return new LoadOptions(cpu, backend, context, cacheType, adapters, use, projector, chatTemplate, most);
    }

    /** Returns the backend that computes. */
    Backend ops() {
        return backend == null ? new CpuBackend(cpu) : backend;
    }
}
