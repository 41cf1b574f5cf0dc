/** The {@code menura} command: parses arguments, calls the modules below and prints. */
@NullMarked
package org.menura.cli;

import org.jspecify.annotations.NullMarked;
