/** The models of a server: what is loaded when, who uses it, and what it can do. */
@NullMarked
package org.menura.serve.model;

import org.jspecify.annotations.NullMarked;
