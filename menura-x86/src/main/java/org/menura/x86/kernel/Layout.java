package org.menura.x86.kernel;

/** How rows of activations lie prepared for products. */
public sealed interface Layout permits Rounded, Floats {
    /** Returns the bytes of a row. */
    int stride();
}
