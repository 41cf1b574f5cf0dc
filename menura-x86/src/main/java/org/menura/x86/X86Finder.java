package org.menura.x86;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;
import org.menura.x86.kernel.Isa;

/** A finder of the kernels, where the processor has the instructions and the system lets code be written. */
public final class X86Finder implements KernelLibrary.Finder {
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64");

    @Override
    public @Nullable KernelLibrary find() {
        if (!ARCHITECTURES.contains(System.getProperty("os.arch", ""))) {
            return null;
        }
        CodeMemory memory = CodeMemory.find();
        Processor processor = memory == null ? null : Processor.ask(memory);
        Isa isa = processor == null ? null : Isa.best(processor);
        return memory == null || processor == null || isa == null ? null : new X86Kernels(memory, isa, processor);
    }
}
