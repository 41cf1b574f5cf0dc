package org.menura.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Handles of native functions, by their signatures. */
@SuppressWarnings("restricted") // the signatures are those of the headers
final class Functions {
    /** {@code dnnl_exec_arg_t}: what an argument is, and the memory that it lies in. */
    static final StructLayout ARGUMENT = MemoryLayout.structLayout(
            JAVA_INT.withName("arg"), MemoryLayout.paddingLayout(4), ADDRESS.withName("memory"));

    private final SymbolLookup library;

    final MethodHandle setThreads;
    final MethodHandle version;
    final MethodHandle instructionSet;
    final MethodHandle engineCreate;
    final MethodHandle engineDestroy;
    final MethodHandle streamCreate;
    final MethodHandle streamDestroy;
    final MethodHandle descWithStrides;
    final MethodHandle descWithTag;
    final MethodHandle descSize;
    final MethodHandle descDestroy;
    final MethodHandle attrCreate;
    final MethodHandle attrScratchpad;
    final MethodHandle attrDestroy;
    final MethodHandle matmul;
    final MethodHandle reorder;
    final MethodHandle softmax;
    final MethodHandle eltwise;
    final MethodHandle query;
    final MethodHandle queryLayout;
    final MethodHandle primitiveDescDestroy;
    final MethodHandle primitiveCreate;
    final MethodHandle primitiveDestroy;
    final MethodHandle memoryCreate;
    final MethodHandle memorySet;
    final MethodHandle memoryDestroy;
    final MethodHandle execute;
    final MethodHandle sgemm;

    Functions(SymbolLookup library, SymbolLookup openMp) {
        this.library = library;
        this.setThreads = Linker.nativeLinker()
                .downcallHandle(
                        openMp.findOrThrow("omp_set_num_threads"),
                        FunctionDescriptor.ofVoid(JAVA_INT),
                        Linker.Option.critical(false));
        this.version = function("version", FunctionDescriptor.of(ADDRESS));
        this.instructionSet = status("get_effective_cpu_isa");
        this.engineCreate = status("engine_create", ADDRESS, JAVA_INT, JAVA_LONG);
        this.engineDestroy = status("engine_destroy", ADDRESS);
        this.streamCreate = status("stream_create", ADDRESS, ADDRESS, JAVA_INT);
        this.streamDestroy = status("stream_destroy", ADDRESS);
        this.descWithStrides = status("memory_desc_create_with_strides", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        this.descWithTag = status("memory_desc_create_with_tag", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        this.descSize = function("memory_desc_get_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        this.descDestroy = status("memory_desc_destroy", ADDRESS);
        this.attrCreate = status("primitive_attr_create", ADDRESS);
        this.attrScratchpad = status("primitive_attr_set_scratchpad_mode", ADDRESS, JAVA_INT);
        this.attrDestroy = status("primitive_attr_destroy", ADDRESS);
        this.matmul =
                status("matmul_primitive_desc_create", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        this.reorder = status("reorder_primitive_desc_create", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        this.softmax = status(
                "softmax_forward_primitive_desc_create",
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                ADDRESS);
        this.eltwise = status(
                "eltwise_forward_primitive_desc_create",
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                JAVA_FLOAT,
                JAVA_FLOAT,
                ADDRESS);
        this.query = status("primitive_desc_query", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
        this.queryLayout =
                function("primitive_desc_query_md", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
        this.primitiveDescDestroy = status("primitive_desc_destroy", ADDRESS);
        this.primitiveCreate = status("primitive_create", ADDRESS, ADDRESS);
        this.primitiveDestroy = status("primitive_destroy", ADDRESS);
        this.memoryCreate = status("memory_create", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        this.memorySet = status("memory_set_data_handle", ADDRESS, ADDRESS);
        this.memoryDestroy = status("memory_destroy", ADDRESS);
        this.execute = status("primitive_execute", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
        this.sgemm = function(
                "sgemm",
                FunctionDescriptor.of(
                        JAVA_INT,
                        JAVA_BYTE,
                        JAVA_BYTE,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_LONG,
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_LONG),
                Linker.Option.critical(true));
    }

    /** A function that returns a status. */
    private MethodHandle status(String name, MemoryLayout... arguments) {
        return function(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow("dnnl_" + name), signature, options);
    }
}
