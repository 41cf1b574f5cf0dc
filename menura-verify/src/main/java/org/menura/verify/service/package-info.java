/** Holds the tools of customer service and the SQL tasks against recorded results of the originals. */
@NullMarked
package org.menura.verify.service;

import org.jspecify.annotations.NullMarked;
