// A copy of the guide that lies around for long says so by itself.
function setupReview() {
  const note = document.querySelector(".review-due");
  if (note && note.dataset.due <= new Date().toISOString().slice(0, 10)) note.hidden = false;
}
