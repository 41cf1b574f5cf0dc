package org.menura.x86;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;
import org.menura.x86.kernel.Isa;

/**
 * A finder of the kernels, where the processor has the instructions and the system lets code be written. The system property
 * {@value #PROPERTY} may be {@code off}, or the name of the set of instructions ({@link Isa#option}) that they keep to.
 */
public final class X86Finder implements KernelLibrary.Finder {
    static final String PROPERTY = "menura.x86";

    private static final String OFF = "off";
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64");

    @Override
    public @Nullable KernelLibrary find() {
        return find(System.getProperty(PROPERTY));
    }

    /** Finds the kernels as a setting asks for them; null for the best. */
    static @Nullable X86Kernels find(@Nullable String setting) {
        if (OFF.equals(setting) || !ARCHITECTURES.contains(System.getProperty("os.arch", ""))) {
            return null;
        }
        CodeMemory memory = CodeMemory.find();
        Processor whole = memory == null ? null : Processor.ask(memory);
        if (memory == null || whole == null) {
            return null;
        }
        Processor processor = setting == null ? whole : limited(whole, setting);
        Isa isa = Isa.best(processor);
        return isa == null ? null : new X86Kernels(memory, isa, processor);
    }

    private static Processor limited(Processor whole, String setting) {
        for (Isa isa : Isa.values()) {
            if (isa.option().equals(setting)) {
                return isa.limit(whole);
            }
        }
        System.getLogger("org.menura.x86")
                .log(
                        System.Logger.Level.WARNING,
                        "-D{0}={1} is not known, so all instructions of the processor are used; give one of {2}, {3}",
                        PROPERTY,
                        setting,
                        OFF,
                        Arrays.stream(Isa.values()).map(Isa::option).collect(Collectors.joining(", ")));
        return whole;
    }
}
