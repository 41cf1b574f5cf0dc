package org.menura.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The evil programs in every kind of sandbox that works on this machine, also those that would not be chosen. */
@Tag("slow")
class EveryMechanismTest extends EvilPrograms {
    static List<Named> mechanisms() throws InterruptedException {
        List<Named> out = new ArrayList<>();
        for (Mechanism mechanism : Sandbox.candidates()) {
            String fault = Sandbox.fault(mechanism);
            if (fault == null) {
                out.add(new Named(mechanism));
            } else {
                System.err.println("not tested: " + mechanism.guarantees().mechanism() + ", " + fault);
            }
        }
        out.add(new Named((Sandbox) null));
        return out;
    }
}
