package org.menura.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The part of oneDNN's C interface that is used here ({@code oneapi/dnnl/dnnl.h}, version 3), with every status
 * checked. Handles live as long as the arena that they are made in.
 */
@SuppressWarnings("restricted") // the library is called with what its headers say
final class Dnnl {
    static final int BF16 = 2;
    static final int F32 = 3;

    private static final int CPU = 1;
    private static final int IN_ORDER = 1;
    private static final int ANY_LAYOUT = 1;
    private static final int SCRATCHPAD_OF_USER = 1;
    private static final int MOST_DIMENSIONS = 12;
    private static final int FORWARD_INFERENCE = 96;
    private static final int ACCURATE_SOFTMAX = 0x30000;

    /** Queries of a primitive's description. */
    static final int WEIGHTS = 131;

    static final int SCRATCHPAD = 136;
    private static final int IMPLEMENTATION = 8;

    private final Functions f;

    Dnnl(SymbolLookup library, SymbolLookup openMp) {
        this.f = new Functions(library, openMp);
    }

    /** Holds what the calling thread does next to that thread: oneDNN would ask OpenMP for more. */
    void onThisThreadAlone() {
        try {
            f.setThreads.invokeExact(1);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Major, minor and patch version. */
    int[] version() {
        try {
            MemorySegment v = (MemorySegment) f.version.invokeExact();
            return v.reinterpret(3L * Integer.BYTES).toArray(JAVA_INT);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** The instruction set that is used, a value of {@code dnnl_cpu_isa_t}: each set has the bits of those it extends. */
    int instructionSet() {
        try {
            return (int) f.instructionSet.invokeExact();
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    MemorySegment engine(Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_engine_create", (int) f.engineCreate.invokeExact(out, CPU, 0L));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.engineDestroy);
    }

    MemorySegment stream(MemorySegment engine, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_stream_create", (int) f.streamCreate.invokeExact(out, engine, IN_ORDER));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.streamDestroy);
    }

    /** The layout of a matrix with given distances between its rows and its columns. */
    MemorySegment matrix(long rows, long cols, int type, long rowStride, long colStride, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment sizes = dimensions(rows, cols, arena);
        MemorySegment strides = dimensions(rowStride, colStride, arena);
        try {
            check("dnnl_memory_desc_create_with_strides", (int)
                    f.descWithStrides.invokeExact(out, 2, sizes, type, strides));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.descDestroy);
    }

    /** A matrix in whatever layout the primitive prefers that is made for it. */
    MemorySegment anyMatrix(long rows, long cols, int type, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment sizes = dimensions(rows, cols, arena);
        try {
            check("dnnl_memory_desc_create_with_tag", (int) f.descWithTag.invokeExact(out, 2, sizes, type, ANY_LAYOUT));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.descDestroy);
    }

    long bytes(MemorySegment layout) {
        try {
            return (long) f.descSize.invokeExact(layout);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Describes {@code dst = src · weights}, which works in a scratchpad of the caller's. */
    MemorySegment matmul(
            MemorySegment engine, MemorySegment src, MemorySegment weights, MemorySegment dst, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment attributes = attributes(arena);
        try {
            check("dnnl_matmul_primitive_desc_create", (int)
                    f.matmul.invokeExact(out, engine, src, weights, MemorySegment.NULL, dst, attributes));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.primitiveDescDestroy);
    }

    /** Attributes of a primitive that works in a scratchpad of the caller's. */
    private MemorySegment attributes(Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_primitive_attr_create", (int) f.attrCreate.invokeExact(out));
            MemorySegment attributes = owned(out, arena, f.attrDestroy);
            check("dnnl_primitive_attr_set_scratchpad_mode", (int)
                    f.attrScratchpad.invokeExact(attributes, SCRATCHPAD_OF_USER));
            return attributes;
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Describes the softmax of the rows of a matrix, in place, which works in a scratchpad of the caller's. */
    MemorySegment softmax(MemorySegment engine, MemorySegment matrix, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment attributes = attributes(arena);
        try {
            check("dnnl_softmax_forward_primitive_desc_create", (int) f.softmax.invokeExact(
                    out, engine, FORWARD_INFERENCE, ACCURATE_SOFTMAX, matrix, matrix, 1, attributes));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.primitiveDescDestroy);
    }

    /**
     * Describes a function of each element, in place, which works in a scratchpad of the caller's.
     *
     * @param function a value of {@code dnnl_alg_kind_t}
     */
    MemorySegment eltwise(MemorySegment engine, int function, float alpha, MemorySegment matrix, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment attributes = attributes(arena);
        try {
            check("dnnl_eltwise_forward_primitive_desc_create", (int) f.eltwise.invokeExact(
                    out, engine, FORWARD_INFERENCE, function, matrix, matrix, alpha, 0f, attributes));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.primitiveDescDestroy);
    }

    /** Describes the change of a layout or a type. */
    MemorySegment reorder(MemorySegment engine, MemorySegment from, MemorySegment to, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_reorder_primitive_desc_create", (int)
                    f.reorder.invokeExact(out, from, engine, to, engine, MemorySegment.NULL));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.primitiveDescDestroy);
    }

    /** A layout that a description has settled on; it belongs to the description. */
    MemorySegment layout(MemorySegment description, int query) {
        try {
            return (MemorySegment) f.queryLayout.invokeExact(description, query, 0);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Name of the implementation that was chosen. */
    String implementation(MemorySegment description, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_primitive_desc_query", (int) f.query.invokeExact(description, IMPLEMENTATION, 0, out));
        } catch (Throwable t) {
            throw failed(t);
        }
        return out.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** Compiles a description. */
    MemorySegment primitive(MemorySegment description, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_primitive_create", (int) f.primitiveCreate.invokeExact(out, description));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.primitiveDestroy);
    }

    /** A place for an address of data in a layout. */
    MemorySegment memory(MemorySegment layout, MemorySegment engine, Arena arena) {
        MemorySegment out = arena.allocate(ADDRESS);
        try {
            check("dnnl_memory_create", (int) f.memoryCreate.invokeExact(out, layout, engine, MemorySegment.NULL));
        } catch (Throwable t) {
            throw failed(t);
        }
        return owned(out, arena, f.memoryDestroy);
    }

    void place(MemorySegment memory, MemorySegment data) {
        try {
            check("dnnl_memory_set_data_handle", (int) f.memorySet.invokeExact(memory, data));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Runs a primitive on the calling thread; {@code arguments} is an array of {@link Functions#ARGUMENT}. */
    void execute(MemorySegment primitive, MemorySegment stream, MemorySegment arguments) {
        onThisThreadAlone();
        int count = (int) (arguments.byteSize() / Functions.ARGUMENT.byteSize());
        try {
            check("dnnl_primitive_execute", (int) f.execute.invokeExact(primitive, stream, count, arguments));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** {@code c = a · b}, or with bᵀ, in float32 on the calling thread; the segments may lie on the heap. */
    void sgemm(
            boolean transposed,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        onThisThreadAlone();
        byte how = (byte) (transposed ? 'T' : 'N');
        try {
            check("dnnl_sgemm", (int) f.sgemm.invokeExact((byte) 'N', how, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private static MemorySegment dimensions(long first, long second, Arena arena) {
        MemorySegment all = arena.allocate(JAVA_LONG, MOST_DIMENSIONS);
        all.setAtIndex(JAVA_LONG, 0, first);
        all.setAtIndex(JAVA_LONG, 1, second);
        return all;
    }

    /** The handle that was written to {@code out}, destroyed when the arena ends. */
    private static MemorySegment owned(MemorySegment out, Arena arena, MethodHandle destroy) {
        return out.get(ADDRESS, 0).reinterpret(0, arena, handle -> {
            try {
                int ignored = (int) destroy.invokeExact(handle);
            } catch (Throwable t) {
                throw failed(t);
            }
        });
    }

    private static void check(String function, int status) {
        if (status != 0) {
            String reason = switch (status) {
                case 1 -> "there is not enough memory";
                case 2 -> "its arguments are invalid";
                case 3 -> "this is not implemented";
                case 5 -> "it failed while computing";
                default -> "its status is " + status;
            };
            throw new IllegalStateException("oneDNN's %s failed: %s".formatted(function, reason));
        }
    }

    private static RuntimeException failed(Throwable t) {
        return switch (t) {
            case Error e -> throw e;
            case RuntimeException e -> e;
            default -> new IllegalStateException(t);
        };
    }
}
