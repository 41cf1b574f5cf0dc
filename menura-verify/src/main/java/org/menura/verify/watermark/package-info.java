/** Holds watermarks, their generators and their detectors against recorded ones of transformers, torch, CPython and numpy. */
@NullMarked
package org.menura.verify.watermark;

import org.jspecify.annotations.NullMarked;
