package org.menura.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The evil programs in the sandbox that this machine opens, and in the weaker one. */
@Tag("slow")
class EvilProgramsTest extends EvilPrograms {
    static List<Named> mechanisms() throws InterruptedException {
        List<Named> out = new ArrayList<>();
        if (!Tools.linux()) {
            return List.of(new Named((Sandbox) null));
        }
        try {
            out.add(new Named(Sandbox.open()));
        } catch (SandboxException e) {
            System.err.println("not tested: " + e.getMessage());
        }
        try {
            out.add(new Named(Sandbox.weak()));
        } catch (SandboxException e) {
            System.err.println("not tested: " + e.getMessage());
        }
        out.add(new Named((Sandbox) null));
        return out;
    }
}
