package org.menura.x86.asm;

import java.util.ArrayList;
import java.util.List;

/** A place in the code that branches lead to. */
public final class Label {
    static final int UNBOUND = -1;

    int position = UNBOUND;

    /** Where distances to this place are still to be written. */
    final List<Integer> open = new ArrayList<>();
}
