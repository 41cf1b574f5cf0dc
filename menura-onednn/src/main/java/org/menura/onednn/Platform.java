package org.menura.onednn;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An operating system and processor for which oneDNN is used. On Arm its single-precision products are a reference
 * implementation, slower than Menura's own kernels.
 *
 * @param name as in the names of the artifacts {@code org.bytedeco:dnnl}
 * @param dnnl file name of oneDNN
 * @param openMp file name of the OpenMP runtime that oneDNN runs on
 * @param openMpBundled whether that comes with it, rather than with the system
 */
record Platform(String name, String dnnl, String openMp, boolean openMpBundled) {
    /** That of this process; null where oneDNN isn't used. */
    static @Nullable Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** The platform of Java's names for an operating system and a processor. */
    static @Nullable Platform of(String system, String processor) {
        if (!processor.equals("amd64") && !processor.equals("x86_64")) {
            return null;
        }
        String os = system.toLowerCase(Locale.ROOT);
        if (os.startsWith("linux")) {
            return new Platform("linux-x86_64", "libdnnl.so.3", "libgomp.so.1", true);
        }
        if (os.startsWith("mac")) {
            return new Platform("macosx-x86_64", "libdnnl.3.dylib", "libiomp5.dylib", true);
        }
        return os.startsWith("windows") ? new Platform("windows-x86_64", "dnnl.dll", "vcomp140.dll", false) : null;
    }

    /** Returns the folder of its files, in artifacts and below folders. */
    String folder() {
        return "org/bytedeco/dnnl/" + name;
    }
}
